"""What people decide about a contact; it stands in no fact, so a rebuild of the call rows leaves it as it is."""

from __future__ import annotations

import uuid
from typing import cast

from sqlalchemy import CursorResult, update
from sqlalchemy.ext.asyncio import AsyncSession

from telephony.models import ContactRow


async def set_confidential(session: AsyncSession, contact_id: uuid.UUID, confidential: bool) -> bool:
    """Mark a contact confidential, or take the mark away; tell whether that changed anything."""
    statement = (
        update(ContactRow)
        .where(ContactRow.contact_id == contact_id, ContactRow.confidential.is_not(confidential))
        .values(confidential=confidential)
    )
    return cast("CursorResult[None]", await session.execute(statement)).rowcount > 0
