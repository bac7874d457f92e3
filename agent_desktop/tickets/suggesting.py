"""The units that tickets may belong to, and why, as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.tickets.shapes import CandidateShown, ReasonShown, UnitNamed
from foundation.work_calendar import ZONE
from tickets.service import cases
from tickets.service.models import ServiceTicketRow
from tickets.service.organisation import Candidate, Matter, Organisation, suggest
from tickets.service.similar import Similar, histories_of_similar


async def candidates_of(
    session: AsyncSession, organisation: Organisation, rows: Sequence[tuple[ServiceTicketRow, bool]], now: datetime
) -> list[list[CandidateShown]]:
    """Return the units that each ticket may belong to, with reasons; of one not told whole by its district alone."""
    past = await histories_of_similar(session, {_similar(row) for row, _ in rows}, now)
    day = now.astimezone(ZONE).date()
    return [
        [
            _shown(organisation, one)
            for one in suggest(organisation, _matter(row, whole=whole), past[_similar(row)], day)
        ]
        for row, whole in rows
    ]


def _similar(row: ServiceTicketRow) -> Similar:
    return row.matter, row.district or ""


def _matter(row: ServiceTicketRow, *, whole: bool) -> Matter:
    narrow = (row.street or "", row.community or "") if whole else ("", "")
    proposed = [str(name) for name in (row.lead_unit, *(row.assisting_units or ())) if name]
    return Matter(cases.classes_of(row), row.district or "", *narrow, proposed)


def _shown(organisation: Organisation, one: Candidate) -> CandidateShown:
    acts_for = UnitNamed(code=one.acts_for, name=organisation.name_of(one.acts_for)) if one.acts_for else None
    return CandidateShown(
        unit=UnitNamed(code=one.unit, name=organisation.name_of(one.unit)),
        reasons=[ReasonShown(code=reason.code, details=dict(reason.details)) for reason in one.reasons],
        acts_for=acts_for,
    )
