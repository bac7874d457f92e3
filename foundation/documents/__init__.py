"""Everything that an administrator publishes: versions with author and reason, one of them in force.

The content is JSON that its owner's Pydantic model has checked. What a domain needs beside that (a push to the switch)
follows the publish: the store holds what should be in force, and whoever finds something else puts it right.
"""

from foundation.documents.compare import Difference, compare
from foundation.documents.lifecycle import TABLE, Act, State, next_state
from foundation.documents.repository import Version
from foundation.documents.service import Documents

__all__ = ["TABLE", "Act", "Difference", "Documents", "State", "Version", "compare", "next_state"]
