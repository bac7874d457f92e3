"""`hotline doctor`: looks at every part and says what to do about each that is not well."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from foundation.settings import Settings
from hotline.doctor_checks.check import Check, wrong
from hotline.doctor_checks.machine import machine_checks
from hotline.doctor_checks.pages import page_checks
from hotline.doctor_checks.services import service_checks
from hotline.doctor_checks.store import store_checks
from hotline.doctor_checks.switch import switch_checks
from hotline.doctor_checks.work import file_checks

GROUPS: tuple[Callable[[Settings], list[Check]], ...] = (
    machine_checks,
    switch_checks,
    store_checks,
    file_checks,
    service_checks,
    page_checks,
)


def run_checks(settings: Settings, groups: Iterable[Callable[[Settings], list[Check]]] = GROUPS) -> list[Check]:
    """Return all checks, in the order a person mends them; takes up to some ten seconds, changes nothing."""
    checks: list[Check] = []
    for group in groups:
        try:
            checks.extend(group(settings))
        except Exception as error:  # a broken look is a finding, the others are still wanted
            name = group.__name__.removesuffix("_checks")
            message = f"{type(error).__name__}: {error}"
            checks.append(wrong(name, message, "this check itself is broken: report it", critical=True))
    return checks


def exit_code(checks: Iterable[Check]) -> int:
    """Return 1 when a call could not be taken as it should be, else 0."""
    return int(any(check.critical and not check.ok for check in checks))


def as_text(checks: Iterable[Check]) -> str:
    """Return one line a check, with the remedy below what is not well."""
    lines = []
    for check in checks:
        mark = "ok  " if check.ok else ("FAIL" if check.critical else "warn")
        lines.append(f"{mark}  {check.name:<15} {check.message}")
        if not check.ok:
            lines.append(f"      {'':<15} -> {check.remedy}")
    return "\n".join(lines)


def as_json(checks: Iterable[Check]) -> dict[str, Any]:
    """Return the checks for `--json`."""
    listed = list(checks)
    return {"ok": exit_code(listed) == 0, "checks": [asdict(check) for check in listed]}
