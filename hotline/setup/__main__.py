"""`python -m hotline.setup prepare|run|stop`: sets everything up, runs it, ends it."""

import argparse
import subprocess
import sys
import time

from pydantic import ValidationError

from foundation.errors import HotlineError
from foundation.settings import Settings
from hotline.setup.plan import configuration, preparation
from hotline.setup.serve import require_free_ports, running_pid, serve, stop
from hotline.setup.stages import run_stages, say


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; a failed stage is explained in a few lines on standard error."""
    parser = argparse.ArgumentParser(prog="python -m hotline.setup", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    prepare = commands.add_parser("prepare", help="install and make everything that is needed, start nothing")
    prepare.add_argument("--tests", action="store_true", help="also what only the tests need")
    commands.add_parser("run", help="prepare, then run every process until Ctrl-C")
    commands.add_parser("stop", help="end the processes that `run` started with the same state folder")
    chosen = parser.parse_args(arguments)
    try:
        settings = Settings()
        if chosen.command == "run":
            return _run(settings)
        if chosen.command == "stop":
            return stop(settings)
        _prepare(settings, for_tests=chosen.tests)
    except ValidationError as wrong:
        for fault in wrong.errors():
            name = "HOTLINE_" + "_".join(str(part) for part in fault["loc"]).upper()
            print(f"{name}: {fault['msg']}", file=sys.stderr)  # noqa: T201 - talks to a person
        return 2
    except HotlineError as failure:
        print(f"\nSetup stopped: {failure}\nStart again when it is mended; what is done is kept.", file=sys.stderr)  # noqa: T201 - talks to a person
        return 1
    except subprocess.TimeoutExpired as slow:
        print(f"\nSetup stopped: no end within {slow.timeout:.0f} s: {slow.cmd}", file=sys.stderr)  # noqa: T201 - talks to a person
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; start again to go on.", file=sys.stderr)  # noqa: T201 - talks to a person
        return 130
    return 0


def _prepare(settings: Settings, *, for_tests: bool) -> None:
    started = time.monotonic()
    run_stages(preparation(settings, for_tests=for_tests), settings.var / "setup")
    say(f"Everything needed is here ({time.monotonic() - started:.1f} s).")


def _run(settings: Settings) -> int:
    if running_pid(settings.var) is None:
        require_free_ports(settings)
        _prepare(settings, for_tests=False)
        run_stages(configuration(settings), settings.var / "setup")
    return serve(settings)


if __name__ == "__main__":
    sys.exit(main())
