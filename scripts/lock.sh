#!/usr/bin/env bash
# Writes requirements/*.lock from pyproject.toml: exact versions and hashes, no addresses, for every Python from 3.11 on.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
  local target=$1
  shift
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
    --no-emit-find-links "$@" pyproject.toml --output-file "requirements/$target.lock"
  echo "requirements/$target.lock: $(grep -c '==' "requirements/$target.lock") packages"
}
compile runtime
compile dev --extra test --extra node
if grep -nE '[a-z]+://' requirements/*.lock; then
  echo "a lock names an address; no file may" >&2
  exit 1
fi
