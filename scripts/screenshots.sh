#!/usr/bin/env bash
# Takes the README's pictures along the newcomer's walk; a walk that fails leaves the pictures as they are.
set -euo pipefail
cd "$(dirname "$0")/.."
taken=$(mktemp -d)
trap 'rm -rf "$taken"' EXIT
HOTLINE_SCREENSHOTS=$taken PATH=$PWD/.venv/bin:$PATH .venv/bin/pytest tests/browser/test_newcomers_walk.py -m "not long"
mkdir -p docs/pictures
cp "$taken"/*.png docs/pictures/
ls -l docs/pictures
