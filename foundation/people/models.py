"""Tables of people (STORE section 6)."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class AccountRow(Base):
    """A person; never deleted, because the audit names it. ``lock_reason``: ``administrator demonstration_over``.

    ``team`` is the name of a shift or group; ``reach`` says how far his roles reach: ``team`` or ``all``.
    ``unit`` is the code of the handling unit that he acts for.
    """

    __tablename__ = "foundation_account"
    account_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32), unique=True, info={"data_class": "name"})
    display_name: Mapped[str] = mapped_column(String(64), info={"data_class": "name"})
    agent: Mapped[str | None] = mapped_column(String(32), unique=True)
    team: Mapped[str | None] = mapped_column(String(32), index=True)
    reach: Mapped[str] = mapped_column(String(8), default="all")
    unit: Mapped[str | None] = mapped_column(String(32), index=True)
    language: Mapped[str] = mapped_column(String(8), default="zh-CN")
    is_demonstration: Mapped[bool] = mapped_column(Boolean, default=False)
    locked_at: Mapped[datetime | None]
    lock_reason: Mapped[str] = mapped_column(String(32), default="")
    created_at: Mapped[datetime]
    created_by: Mapped[uuid.UUID | None]


class IdentityRow(Base):
    """By what an account is known; ``secret`` is the Argon2 hash of provider ``local``.

    ``must_change`` marks a password that somebody else has seen; it is good until ``expires_at``.
    """

    __tablename__ = "foundation_identity"
    provider: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), primary_key=True, info={"data_class": "name"})
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("foundation_account.account_id"), index=True)
    secret: Mapped[str] = mapped_column(Text, default="")
    must_change: Mapped[bool] = mapped_column(Boolean, default=False)
    expires_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]


class SecondFactorRow(Base):
    """The sealed TOTP secret of an account; ``last_step`` is the newest step accepted, so that none counts twice."""

    __tablename__ = "foundation_second_factor"
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("foundation_account.account_id"), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class RoleRow(Base):
    """A role; a shipped one follows the release (`foundation/people/acts.py`)."""

    __tablename__ = "foundation_role"
    role: Mapped[str] = mapped_column(String(32), primary_key=True)
    excludes: Mapped[str] = mapped_column(String(32), default="")
    is_shipped: Mapped[bool] = mapped_column(Boolean, default=False)


class RoleGrantRow(Base):
    """One act that a role permits, and how far."""

    __tablename__ = "foundation_role_grant"
    role: Mapped[str] = mapped_column(ForeignKey("foundation_role.role"), primary_key=True)
    act: Mapped[str] = mapped_column(String(48), primary_key=True)
    scope: Mapped[str] = mapped_column(String(8))


class AccountRoleRow(Base):
    """One role of an account."""

    __tablename__ = "foundation_account_role"
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("foundation_account.account_id"), primary_key=True)
    role: Mapped[str] = mapped_column(ForeignKey("foundation_role.role"), primary_key=True)


class AccountGrantRow(Base):
    """One act granted to an account itself, beside its roles (``confidential.read`` comes only so)."""

    __tablename__ = "foundation_account_grant"
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("foundation_account.account_id"), primary_key=True)
    act: Mapped[str] = mapped_column(String(48), primary_key=True)
    scope: Mapped[str] = mapped_column(String(8))


class SessionRow(Base):
    """A session of the web; the token itself is nowhere, only its SHA-256.

    ``second_factor_at`` is empty until a code was right. ``end_reason``: ``logged_off replaced locked roles_changed
    password_changed second_factor_reset``; one that ran out has none.
    """

    __tablename__ = "foundation_session"
    session_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("foundation_account.account_id"), index=True)
    second_factor_at: Mapped[datetime | None]
    started_at: Mapped[datetime] = mapped_column(index=True)
    last_act_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(String(32), default="")
    address: Mapped[str] = mapped_column(String(45), default="", info={"data_class": "network_address"})


class LoginGuardRow(Base):
    """How often a name or an address may still try; the key is a keyed hash, so names given are not stored.

    ``next_at`` is the theoretical arrival time of the generic cell rate algorithm (`foundation/people/limits.py`).
    """

    __tablename__ = "foundation_login_guard"
    guard_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    next_at: Mapped[datetime] = mapped_column(index=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None]
