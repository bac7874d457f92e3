#!/usr/bin/env bash
# Makes .venv hold exactly what requirements/dev.lock names, and this checkout with its command `hotline`.
# Repeated runs do nothing while the lock, pyproject.toml and Python are unchanged; an interrupted one is completed by the next.
set -euo pipefail
cd "$(dirname "$0")/.."
exec 9<requirements/dev.lock
flock 9

usable() { # a Python >= 3.11 that can make an environment with pip
  command -v "$1" >/dev/null 2>&1 &&
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
  local candidate
  for candidate in ${HOTLINE_PYTHON:-} python3 python3.11 python3.12 python3.13 /usr/bin/python3; do
    if usable "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  cat >&2 <<'TEXT'
No Python 3.11 or newer with venv was found. On Debian 12:
  sudo apt-get install --yes python3 python3-venv
or name one: HOTLINE_PYTHON=python3.12 make run
TEXT
  return 1
}

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  python=$(find_python)
  echo "making .venv with $("$python" --version)"
  rm -rf .venv
  "$python" -m venv .venv
fi

stamp() { { cat "$@"; .venv/bin/python -c 'import sys; print(sys.version, sys.prefix)'; } | sha256sum; }

wanted=$(stamp requirements/dev.lock)
if [ "$(cat .venv/.lock-installed 2>/dev/null)" != "$wanted" ]; then
  started=$SECONDS
  echo "installing $(grep -c '==' requirements/dev.lock) Python packages (about 600 MB to fetch on the first start) ..."
  rm -f .venv/.lock-installed
  .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-input --progress-bar off \
    --require-hashes --no-deps --requirement requirements/dev.lock
  echo "$wanted" >.venv/.lock-installed
  echo "      .venv: $(du -sm .venv | cut -f1) MB, $((SECONDS - started)) s"
fi

wanted=$(stamp pyproject.toml)
if [ "$(cat .venv/.project-installed 2>/dev/null)" != "$wanted" ] || [ ! -x .venv/bin/hotline ]; then
  rm -f .venv/.project-installed
  .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation --editable .
  echo "$wanted" >.venv/.project-installed
fi
