"""Configuration of the private Redis: loopback only, nothing kept on disk, nothing evicted."""

from pathlib import Path

from foundation.settings import Settings
from hotline.setup.stages import write_atomically

_TEMPLATE = """\
bind 127.0.0.1
protected-mode yes
port {port}
dir "{folder}"
daemonize no
logfile ""
save ""
appendonly no
maxmemory 256mb
maxmemory-policy noeviction
databases 16
"""


def redis_configuration(settings: Settings) -> Path:
    """Return where the private Redis reads its configuration."""
    return settings.var / "redis" / "redis.conf"


def render_redis(settings: Settings) -> Path:
    """Write the configuration and return its path."""
    path = redis_configuration(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, _TEMPLATE.format(port=settings.redis_port, folder=path.parent))
    return path
