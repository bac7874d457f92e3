"""Tables of published documents."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class DocumentRow(Base):
    """One document of a kind and which version of it is in force.

    ``claim`` names who carries the version in force to where it acts, until ``claimed_until``: one at a time.
    """

    __tablename__ = "foundation_document"
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    last_version: Mapped[int] = mapped_column(Integer, default=0)
    published_version: Mapped[int | None] = mapped_column(Integer)
    claim: Mapped[uuid.UUID | None]
    claimed_until: Mapped[datetime | None]


class DocumentVersionRow(Base):
    """One version; its content never changes once it was published."""

    __tablename__ = "foundation_document_version"
    __table_args__ = (ForeignKeyConstraint(["kind", "code"], ["foundation_document.kind", "foundation_document.code"]),)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(16))
    content: Mapped[dict[str, Any]]
    author: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(64), default="")
    published_at: Mapped[datetime | None]
    supersedes: Mapped[int | None] = mapped_column(Integer)  # what comes back when this one is taken back
    rolled_back_by: Mapped[str] = mapped_column(String(64), default="")
    rolled_back_at: Mapped[datetime | None]
    rollback_reason: Mapped[str] = mapped_column(Text, default="")
