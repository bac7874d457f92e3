#!/usr/bin/env bash
# Removes the state folder after saying what is in it; .venv stays. Refuses while a hotline runs on it.
set -euo pipefail
cd "$(dirname "$0")/.."
var=$1
if [ ! -d "$var" ]; then
  echo "nothing to remove: $var is not there"
  exit 0
fi
if [ -e "$var/supervisor/running.lock" ] && ! flock --nonblock "$var/supervisor/running.lock" true; then
  echo "the hotline of $var runs: stop it first (Ctrl-C in its terminal, or make stop)" >&2
  exit 1
fi
if [ ! -d "$var/setup" ] && [ -n "$(ls -A "$var")" ]; then
  echo "$var was not made by the hotline (no $var/setup): nothing was removed" >&2
  exit 1
fi
echo "removing all state of $var:"
du -sh "$var"/* | sed 's/^/  /'
rm -rf "$var"
