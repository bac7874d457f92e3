"""What answers over the network: Redis, the web process, the ticket service."""

import httpx
import redis

from foundation.settings import Settings
from hotline.doctor_checks.check import Check, well, wrong
from hotline.setup.ready import ask_ready

SECONDS = 3.0


def service_checks(settings: Settings) -> list[Check]:
    """Return the checks of the services; none of them is needed for a caller to reach an agent."""
    return [redis_check(settings.redis), web_check(settings), ticket_service_check(settings.ticket_service)]


def redis_check(url: str | None) -> Check:
    """Ping Redis; it may be lost: what follows from a call then takes a second longer."""
    if url is None:
        return well("redis", "switched off: processes look for work every second")
    try:
        with redis.Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS) as client:
            client.ping()
    except (redis.RedisError, OSError) as error:
        return wrong("redis", f"no answer: {error}", "start it, or correct HOTLINE_REDIS_URL; calls go on without it")
    return well("redis", "answers")


def web_check(settings: Settings) -> Check:
    """Ask the web process whether it is ready."""
    answer = ask_ready(settings.http_port)
    if answer.ready:
        return well("web", f"ready on port {settings.http_port}")
    return wrong(
        "web", "; ".join(answer.missing), f"start the hotline; if it runs, see {settings.var / 'log' / 'web.log'}"
    )


def ticket_service_check(url: str) -> Check:
    """Ask the ticket service for its health; while it is away tickets wait in the outbox."""
    try:
        answer = httpx.get(f"{url}/health", timeout=SECONDS, trust_env=False)
    except httpx.HTTPError as error:
        reason = str(error) or type(error).__name__
        return wrong("ticket service", f"{url}: {reason}", "start it, or correct HOTLINE_TICKET_SERVICE_URL")
    if answer.status_code != 200:
        return wrong("ticket service", f"{url}/health answers {answer.status_code}", "see the log of that service")
    return well("ticket service", url)
