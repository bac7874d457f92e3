"""What people open: built pages, the certificate they are served with, the doors of the demonstration."""

from datetime import UTC, datetime

from agent_desktop.pages import BUILT, ENTRIES
from foundation.settings import Settings
from hotline.doctor_checks.check import Check, well, wrong
from hotline.setup.certificate import BadCertificate, present_certificate


def page_checks(settings: Settings) -> list[Check]:
    """Return the checks of the pages; calls are answered without them."""
    checks = [built_check(), demonstration_check(settings)]
    if settings.tls:
        checks.append(certificate_check(settings, datetime.now(UTC)))
    return checks


def built_check() -> Check:
    """Tell whether every entry was built."""
    lacking = sorted(name for name in ENTRIES.values() if not (BUILT / name).is_file())
    if lacking:
        return wrong("pages", f"not built: {', '.join(lacking)}", "run `make setup`")
    return well("pages", "built")


def demonstration_check(settings: Settings) -> Check:
    """Judge whether accounts whose passwords everybody knows can be reached from elsewhere."""
    if not settings.is_demonstration:
        return well("demonstration", "closed")
    if settings.public_host:
        return wrong(
            "demonstration",
            f"open to whoever reaches {settings.public_host}: its passwords stand in the manual",
            "set HOTLINE_DEMONSTRATION=false and make accounts with `.venv/bin/hotline account create`",
        )
    return well("demonstration", "open, on this machine only")


def certificate_check(settings: Settings, now: datetime) -> Check:
    """Judge how long the certificate of pages and phones lasts."""
    try:
        found = present_certificate(settings)
    except BadCertificate as error:
        return wrong("certificate", str(error), "put the pair that belongs together into var/tls, or remove both")
    if found is None:
        return wrong("certificate", "none yet", "start the hotline, which makes one, or put yours into var/tls")
    days = (found.until - now).days
    if found.near_its_end(now):
        return wrong("certificate", f"ends in {days} days", "restart the hotline, or put a new one into var/tls")
    return well("certificate", f"good for {days} days")
