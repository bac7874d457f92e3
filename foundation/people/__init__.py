"""Accounts and what they may: identities, roles, grants with scope, sessions, second factor, masking."""

from foundation.people.acts import Scope
from foundation.people.principal import SYSTEM, Principal

__all__ = ["SYSTEM", "Principal", "Scope"]
