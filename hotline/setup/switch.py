"""Renders Asterisk's configuration from the settings, the secrets and the Asterisk found."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from asterisk_conf.render import AgentEndpoint, PlanRefused, SwitchPlan, render
from foundation.settings import Settings
from hotline.setup.asterisk import locate_asterisk
from hotline.setup.choices import SetupChoices
from hotline.setup.secrets import ensure_token, read_secret
from hotline.setup.stages import Outcome, SetupFailed, Stage, fingerprint, say

CITIZEN = "sip_demo_citizen"
"""Secret of the citizen's phone in the browser, which is there in a demonstration only."""
TRIAL = "sip_menu_trial"
"""Secret of the page on which a menu is tried by a real call."""
ACCOUNT = "hotline-asterisk"
"""Asterisk's own account where root starts it: an AMI secret equals a shell as this account (SWITCH section 8)."""


def switch_plan(settings: Settings, run_user: str | None = None) -> SwitchPlan:
    """Return what Asterisk's configuration depends on; makes the agents' SIP secrets that are missing."""
    choices = SetupChoices(var=settings.var)
    first, last = settings.rtp_range
    return SwitchPlan(
        node=settings.node,
        var=settings.var,
        root=choices.private_root() if locate_asterisk(choices).private else None,
        bind=settings.sip_bind,
        sip_port=settings.sip_port,
        sip_ws_port=settings.sip_ws_port,
        ami_port=settings.ami_port,
        rtp_start=first,
        rtp_end=last,
        trunk_addresses=settings.trunk_addresses,
        lines=settings.lines,
        agents=tuple(_endpoint(settings.var, code) for code in settings.agents),
        ami_calls_secret=read_secret(settings.var, "ami_calls"),
        ami_publish_secret=read_secret(settings.var, "ami_publish"),
        run_user=run_user,
        ring_seconds=settings.ring_seconds,
        tap_limit=max(1, settings.tap_limit),
        survey=settings.survey_enabled,
        tls=(settings.var / "tls" / "certificate.pem", settings.var / "tls" / "key.pem") if settings.tls else None,
        demonstration_secret=ensure_token(settings.var, CITIZEN) if settings.is_demonstration else "",
        trial_secret=ensure_token(settings.var, TRIAL),
    )


def render_switch(settings: Settings) -> list[Path]:
    """Write Asterisk's configuration for `settings` and return the files that changed."""
    try:
        return render(switch_plan(settings, switch_account(settings)))
    except PlanRefused as refused:
        raise SetupFailed(f"Asterisk cannot be configured like this: {refused}") from refused


def switch_account(settings: Settings) -> str | None:
    """Return the account that Asterisk runs as, `None` for the account that starts it.

    That is so without root, without the account, and where the account could not reach the state folder.
    """
    if os.geteuid() != 0 or not _account_exists() or shutil.which("setpriv") is None:
        return None
    return ACCOUNT if _reaches(settings.var) else None


def account_stage(settings: Settings) -> Stage:
    """Return the stage after which root has an account for Asterisk; without root there is nothing to do."""

    def work() -> Outcome:
        if os.geteuid() != 0:
            return Outcome("Asterisk runs as you")
        if not _account_exists():
            command = ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent"]
            command += ["--shell", "/usr/sbin/nologin", "--user-group", ACCOUNT]
            made = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
            if made.returncode != 0:
                raise SetupFailed(f"`{' '.join(command)}` failed: {made.stderr.strip()}")
        if not _reaches(settings.var):
            say(f"      {ACCOUNT} cannot reach {settings.var}: Asterisk will run as root; choose a HOTLINE_VAR it can")
        return Outcome(f"Asterisk runs as {switch_account(settings) or 'root'}")

    return Stage(
        name="account",
        title="account of Asterisk",
        fingerprint=lambda: fingerprint(os.geteuid(), settings.var),
        work=work,
        intact=lambda: os.geteuid() != 0 or _account_exists(),
    )


def _endpoint(var: Path, code: str) -> AgentEndpoint:
    return AgentEndpoint(code, ensure_token(var, f"sip_{code}w"), ensure_token(var, f"sip_{code}p"))


def _account_exists() -> bool:
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        return False
    return True


def _reaches(folder: Path) -> bool:
    """Tell whether the account may pass every folder down to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    entry = pwd.getpwnam(ACCOUNT)
    command = ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups", "--"]
    return subprocess.run([*command, "test", "-x", str(folder)], check=False, timeout=20).returncode == 0
