"""The processes of one copy of the hotline, as programs of supervisord in the foreground."""

import hashlib
import os
import shlex
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from foundation.settings import Settings
from hotline.setup.asterisk import asterisk_command
from hotline.setup.choices import SetupChoices
from hotline.setup.redis import redis_configuration
from hotline.setup.sockets import socket_path
from hotline.setup.stages import SetupFailed, write_atomically
from hotline.setup.switch import switch_account

ENDLESS = 1_000_000_000
"""`startretries`: a part whose database or port comes back after a night starts again by itself."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Program:
    """One supervised program; lower `order` starts earlier and stops later."""

    name: str
    command: tuple[str, ...]
    order: int
    environment: dict[str, str] = field(default_factory=dict)
    stop_seconds: int = 10
    """After this long without an end it is killed, with its children."""
    account: str | None = None
    """Whom it runs as, where root starts it."""


def supervisor_configuration(settings: Settings) -> Path:
    """Return where supervisord reads its configuration."""
    return settings.var / "supervisor" / "supervisord.conf"


def hotline_command() -> str:
    """Return the `hotline` command of the environment that runs this."""
    return str(Path(sys.executable).with_name("hotline"))


def programs(settings: Settings) -> list[Program]:
    """Return what runs on this machine: what the settings place elsewhere or switch off is left out."""
    chosen: list[Program] = []
    if not settings.redis_url:
        chosen.append(Program("redis", ("redis-server", str(redis_configuration(settings))), order=10))
    if settings.ami_host in LOOPBACK:
        configuration = settings.var / "asterisk" / "etc" / "asterisk.conf"
        command = (*asterisk_command(SetupChoices(var=settings.var)), "-f", "-n", "-C", str(configuration))
        chosen.append(Program("asterisk", command, order=20, account=switch_account(settings)))
    hotline = hotline_command()
    for number in range(settings.controller_count):
        port = {"HOTLINE_CONTROLLER_PORT": str(settings.controller_port + number)}
        name = "controller" if number == 0 else f"controller-{number + 1}"
        chosen.append(Program(name, (hotline, "controller"), order=30, environment=port))
    if settings.speech_engine != "none":
        chosen.append(Program("speech", (hotline, "speech"), order=40))
    chosen.append(Program("worker", (hotline, "worker"), order=50))
    chosen.append(Program("web", (hotline, "web"), order=60))
    return chosen


def dies_with_parent(command: tuple[str, ...], account: str | None = None) -> tuple[str, ...]:
    """Return the command so that the kernel ends it when its parent dies, even one that was killed.

    With `account` it runs as that one from the start: a program that changes it later would lose the kernel's order.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return command
    change = ("--reuid", account, "--regid", account, "--clear-groups") if account else ()
    return (setpriv, *change, "--pdeathsig", "TERM", "--", *command)


def render_supervisor(settings: Settings, chosen: list[Program] | None = None) -> Path:
    """Write the configuration for the programs (default: all of `programs`) and return its path.

    Raises `SetupFailed` for a state folder with `%` in its path: supervisord expands log file names twice.
    """
    if "%" in str(settings.var):
        raise SetupFailed(f"HOTLINE_VAR={settings.var}: supervisord takes no path with a %, choose another folder")
    path = supervisor_configuration(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    logs = settings.var / "log"
    logs.mkdir(parents=True, exist_ok=True)
    listed = programs(settings) if chosen is None else chosen
    sections = [_daemon(settings, logs), *(_program(settings, program, logs) for program in listed)]
    write_atomically(path, "\n".join(sections), mode=0o600)
    return path


def control_socket(settings: Settings) -> Path:
    """Return the Unix socket on which supervisord listens."""
    return socket_path(settings.var / "supervisor" / "supervisor.sock")


def _daemon(settings: Settings, logs: Path) -> str:
    socket = control_socket(settings)
    owner = "user=root\n" if os.geteuid() == 0 else ""
    return f"""\
[supervisord]
nodaemon=true
silent=true
{owner}identifier=hotline-{hashlib.sha256(str(settings.var).encode()).hexdigest()[:8]}
logfile={_literal(logs / "supervisor.log")}
logfile_maxbytes=10MB
logfile_backups=3
pidfile={_literal(settings.var / "supervisor" / "supervisord.pid")}
childlogdir={_literal(logs)}

[unix_http_server]
file={_literal(socket)}
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://{_literal(socket)}
"""


def _program(settings: Settings, program: Program, logs: Path) -> str:
    environment = {"HOTLINE_VAR": str(settings.var), "PYTHONUNBUFFERED": "1"} | program.environment
    settled = ",".join(f'{name}="{_literal(value)}"' for name, value in environment.items())
    return f"""\
[program:{program.name}]
command={_literal(shlex.join(dies_with_parent(program.command, program.account)))}
environment={settled}
priority={program.order}
autostart=true
autorestart=true
startsecs=1
umask=027
startretries={ENDLESS}
stopsignal=TERM
stopwaitsecs={program.stop_seconds}
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile={_literal(logs / f"{program.name}.log")}
stdout_logfile_maxbytes=20MB
stdout_logfile_backups=5
"""


def _literal(value: object) -> str:
    """Return a value as supervisord reads it back: `%` starts one of its expansions."""
    return str(value).replace("%", "%%")
