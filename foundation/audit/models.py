"""Table of the audit log, and the triggers that refuse to change it."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import DDL, BigInteger, Index, Integer, String, event
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class AuditRow(Base):
    """One act of a person or program; append-only. ``actor_kind``: ``person system nobody`` (before log-in)."""

    __tablename__ = "foundation_audit"
    __table_args__ = (
        Index("ix_foundation_audit_actor", "actor", "position"),
        Index("ix_foundation_audit_subject", "subject", "position"),
        Index("ix_foundation_audit_act", "act", "position"),
    )
    position: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_kind: Mapped[str] = mapped_column(String(8))
    actor: Mapped[uuid.UUID | None]
    act: Mapped[str] = mapped_column(String(48))
    subject_kind: Mapped[str] = mapped_column(String(24), default="")
    subject: Mapped[str] = mapped_column(String(96), default="")
    purpose: Mapped[str] = mapped_column(String(32), default="")
    note: Mapped[str] = mapped_column(String(200), default="", info={"data_class": "note"})
    outcome: Mapped[str] = mapped_column(String(32))
    address: Mapped[str] = mapped_column(String(45), default="", info={"data_class": "network_address"})


GUARDS = {
    "sqlite": (
        "CREATE TRIGGER foundation_audit_no_update BEFORE UPDATE ON foundation_audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
        "CREATE TRIGGER foundation_audit_no_delete BEFORE DELETE ON foundation_audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
        # INSERT OR REPLACE deletes without the trigger above; a position that SQLite gives out itself is -1 here.
        "CREATE TRIGGER foundation_audit_no_replace BEFORE INSERT ON foundation_audit "
        "WHEN NEW.position > 0 AND EXISTS (SELECT 1 FROM foundation_audit WHERE position = NEW.position) "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION foundation_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
        "CREATE TRIGGER foundation_audit_no_change BEFORE UPDATE OR DELETE ON foundation_audit "
        "FOR EACH ROW EXECUTE FUNCTION foundation_audit_refuse()",
        "CREATE TRIGGER foundation_audit_no_truncate BEFORE TRUNCATE ON foundation_audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION foundation_audit_refuse()",
    ),
}
"""What makes the database refuse changes; the migrations hold the same statements."""

for _dialect, _statements in GUARDS.items():
    for _statement in _statements:
        event.listen(AuditRow.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
