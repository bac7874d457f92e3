"""The organisation as a document: units of five levels and public companies, contacts, substitutes, duties, rosters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

KIND = "organisation"
CODE = "city"
MOST_UNITS = 6000
UNFIT = "organisation_"

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,32}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Phone = Annotated[str, StringConstraints(pattern=r"^[0-9+\- ]{0,24}$")]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Level(StrEnum):
    """Where a unit stands: 省 市 县区 镇街 村社区, and companies with public duties."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    ENTERPRISE = "enterprise"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Dated(_Part):
    """Something that holds from a day to a day, both included; empty: without an end."""

    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Contact(Dated):
    """Somebody of a unit who can be asked."""

    name: Name
    phone: Phone = ""


class Unit(Dated):
    """A unit; ``substitute`` is the code of the unit that acts for it outside its own dates."""

    code: Code
    name: Name
    level: Level
    parent: Code | None = None
    substitute: Code | None = None
    contacts: Annotated[tuple[Contact, ...], Field(max_length=20)] = ()
    roster: Annotated[tuple[Contact, ...], Field(max_length=400)] = ()


class Duty(Dated):
    """What belongs to a unit: classes (codes of any level) and places; an empty list names everything."""

    unit: Code
    classes: Annotated[tuple[Code, ...], Field(max_length=400)] = ()
    districts: Annotated[tuple[Name, ...], Field(max_length=200)] = ()
    streets: Annotated[tuple[Name, ...], Field(max_length=400)] = ()
    communities: Annotated[tuple[Name, ...], Field(max_length=400)] = ()
    basis: Note = Field("", description="where it is written")


def unfit(what: str, sentence: str, **details: str | int) -> PydanticCustomError:
    """Return what does not fit together, by a code that pages have words for."""
    return PydanticCustomError(UNFIT + what, sentence, details)


class Organisation(_Part):
    """Units and duties."""

    version: int = 1
    units: Annotated[tuple[Unit, ...], Field(min_length=1, max_length=MOST_UNITS)]
    duties: Annotated[tuple[Duty, ...], Field(max_length=20_000)] = ()

    @model_validator(mode="after")
    def _sound(self) -> Organisation:
        codes = [unit.code for unit in self.units]
        if len(set(codes)) != len(codes):
            twice = sorted({code for code in codes if codes.count(code) > 1})
            raise unfit("twice", "units stand twice: {units}", units=", ".join(twice[:5]))
        known = set(codes)
        for unit in self.units:
            for other in (unit.parent, unit.substitute):
                if other is not None and other not in known:
                    raise unfit("unknown", "unit {unit} names {other}, which there is not", unit=unit.code, other=other)
            if unit.since and unit.until and unit.until < unit.since:
                raise unfit("dates", "unit {unit} ends before it begins", unit=unit.code)
        for place, duty in enumerate(self.duties, 1):
            if duty.unit not in known:
                raise unfit("duty", "duty {place} belongs to {unit}, which there is not", place=place, unit=duty.unit)
        for code in codes:
            list(self._upwards(code))
        return self

    @cached_property
    def by_code(self) -> dict[str, Unit]:
        """Every unit by its code."""
        return {unit.code: unit for unit in self.units}

    @cached_property
    def by_name(self) -> dict[str, Unit]:
        """Every unit by its name; of several with one name the first."""
        return {unit.name: unit for unit in reversed(self.units)}

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for unit in self.units:
            if unit.parent is not None:
                found.setdefault(unit.parent, []).append(unit.code)
        return found

    @cached_property
    def _duties_at(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """Where in the list the duties stand that name a class, and of the others those that name a place."""
        by_class, by_place = dict[str, list[int]](), dict[str, list[int]]()
        for at, duty in enumerate(self.duties):
            for code in duty.classes:
                by_class.setdefault(code, []).append(at)
            for name in () if duty.classes else duty.communities or duty.streets or duty.districts:
                by_place.setdefault(name, []).append(at)
        return by_class, by_place

    def duties_for(self, classes: Iterable[str], places: Iterable[str]) -> list[Duty]:
        """Return the duties that name one of the classes, or no class and one of the places, in their order."""
        by_class, by_place = self._duties_at
        found = {at for code in classes for at in by_class.get(code, ())}
        found |= {at for name in places for at in by_place.get(name, ())}
        return [self.duties[at] for at in sorted(found)]

    def _upwards(self, code: str) -> Iterator[str]:
        seen: set[str] = set()
        at: str | None = code
        while at is not None:
            if at in seen:
                raise unfit("circle", "unit {unit} stands below itself", unit=code)
            seen.add(at)
            yield at
            at = self.by_code[at].parent

    def name_of(self, code: str) -> str:
        """Return the name of a unit, its code where there is none any more."""
        unit = self.by_code.get(code)
        return unit.name if unit is not None else code

    def and_below(self, code: str) -> frozenset[str]:
        """Return a unit and every unit below it."""
        found, waiting = set(), [code]
        while waiting:
            at = waiting.pop()
            if at not in found:
                found.add(at)
                waiting.extend(self._children.get(at, ()))
        return frozenset(found)

    def acting(self, code: str, day: date) -> Unit | None:
        """Return the unit that acts on a day: itself within its dates, else its substitute, if there is one."""
        seen: set[str] = set()
        unit = self.by_code.get(code)
        while unit is not None and unit.code not in seen:
            if unit.holds(day):
                return unit
            seen.add(unit.code)
            unit = self.by_code.get(unit.substitute) if unit.substitute else None
        return None

    def reached_by(self, code: str, day: date) -> frozenset[str]:
        """Return what somebody of a unit acts for on a day: it, the units below it, and those it stands in for."""
        found = set(self.and_below(code))
        for one in self.by_code:
            if one not in found and (acting := self.acting(one, day)) is not None and acting.code in found:
                found |= self.and_below(one)
        return frozenset(found)

    def on_duty(self, code: str, day: date) -> tuple[Contact, ...]:
        """Return who can be asked on a day: the roster's, else the contacts."""
        unit = self.by_code.get(code)
        if unit is None:
            return ()
        return tuple(one for one in unit.roster if one.holds(day)) or tuple(
            one for one in unit.contacts if one.holds(day)
        )
