#!/usr/bin/env bash
# Runs the tiers named, each with its own pytest summary, its time against its budget, and a total at the end.
# A tier whose folder holds no test yet is named and left out. Ends with 0 only when every tier passed.
set -uo pipefail
cd "$(dirname "$0")/.."
PATH=$PWD/.venv/bin:$PATH
unset PYTHONDONTWRITEBYTECODE # a run starts many processes: each would compile everything anew
results=${HOTLINE_VAR:-var}/test
mkdir -p "$results"
rm -f "$results"/*.xml

declare -A budget=([style]=30 [audit]=60 [types]=60 [web]=60 [unit]=60 [scenario]=60 [integration]=180 [telephone]=480 [browser]=300 [soak]=7200 [bench]=2400)
# Tiers whose tests may run beside each other take more workers.
declare -A workers=([integration]=${INTEGRATION_WORKERS:-2} [telephone]=${TELEPHONE_WORKERS:-2} [browser]=${BROWSER_WORKERS:-2})
without_folder="style audit types web"
failed=()
report=()

. scripts/postgres.sh
trap stop_postgres EXIT

# Checks of agent_desktop/web; its packages are installed when they are missing.
web() {
  local code=0
  python -m hotline.setup.web packages || return 1
  local node
  node=$(python -c 'from hotline.setup.web import node_binary; print(node_binary())')
  cd agent_desktop/web || return 1
  "$node" node_modules/eslint/bin/eslint.js --cache --cache-location node_modules/.cache/eslint . || code=1
  "$node" node_modules/vue-tsc/bin/vue-tsc.js --noEmit --incremental --tsBuildInfoFile node_modules/.cache/vue-tsc.tsbuildinfo || code=1
  "$node" tools/types.mjs --check || code=1
  "$node" node_modules/vitest/vitest.mjs run --reporter=dot --silent --no-isolate >"$1" 2>&1 || { cat "$1"; code=1; }
  return $code
}

style() {
  local code=0
  ruff check --quiet . || code=1
  ruff format --check --quiet . || code=1
  lint-imports --no-logo >"$results/imports.txt" 2>&1 || { cat "$results/imports.txt"; code=1; }
  return $code
}

types() {
  local packages=()
  for init in */__init__.py; do packages+=(--package "${init%/*}"); done
  mypy --no-error-summary "${packages[@]}"
}

chosen() { # tier, marks, workers, name of its results
  pytest "tests/$1" -m "$2" --numprocesses "$3" --dist loadgroup --junitxml "$results/$4.xml" --override-ini junit_suite_name="$4"
}

marks() { grep --quiet --recursive --include='*.py' "mark\.$2" "tests/$1"; }

# The tests of a tier: most beside each other, then those that need the machine for themselves. Those marked long run
# with the soak, each beside a shorter one of the tier.
tests() {
  local tier=$1 code=0
  chosen "$tier" "not long and not alone" "${workers[$tier]:-0}" "$tier" || code=1
  ! marks "$tier" alone || chosen "$tier" "alone and not long" 0 "$tier-alone" || code=1
  return $code
}

soak() {
  local code=0 tier
  for tier in integration telephone browser; do
    ! marks "$tier" long || chosen "$tier" long 0 "soak-$tier" || code=1
  done
  # The whole acceptance once more, with every hotline on a PostgreSQL database of its own.
  HOTLINE_TEST_STORE=postgresql chosen telephone "not long and not alone and not sqlite" "${workers[telephone]}" soak-postgresql || code=1
  tests soak || code=1
  return $code
}

# Two processes, each with its share: workers of one run would each collect everything.
unit() {
  local code=0 heavy=(tests/unit/ivr tests/unit/prefill tests/unit/queueing tests/unit/telephony)
  pytest "${heavy[@]}" --junitxml "$results/unit-heavy.xml" --override-ini junit_suite_name=unit >"$results/unit-heavy.txt" 2>&1 &
  local other=$!
  pytest tests/unit "${heavy[@]/#/--ignore=}" --junitxml "$results/unit.xml" --override-ini junit_suite_name=unit || code=1
  wait $other || code=1
  cat "$results/unit-heavy.txt"
  return $code
}

# Pages and types are checked while the first tiers run: each needs one core, and on a fresh clone half a minute.
if [[ " $* " == *" types "* ]]; then
  types &
  typing=$!
fi
if [[ " $* " == *" web "* ]]; then
  (web "$(realpath "$results")/web.txt") &
  checking=$!
fi

for tier in "$@"; do
  if [[ " $without_folder " != *" $tier "* ]] && [ -z "$(find "tests/$tier" -name 'test_*.py' -print -quit 2>/dev/null)" ]; then
    report+=("$(printf '%-12s no test yet' "$tier")")
    continue
  fi
  echo "== $tier"
  started=$SECONDS
  case $tier in
    style) style ;;
    audit) python scripts/audit.py ;;
    types) wait $typing ;;
    web) wait $checking ;;
    unit) unit ;;
    scenario) tests "$tier" ;;
    soak) start_postgres && soak ;;
    *) start_postgres && tests "$tier" ;;
  esac
  code=$?
  took=$((SECONDS - started))
  verdict=passed
  if [ $code -ne 0 ]; then
    verdict=FAILED
    failed+=("$tier")
  fi
  over=''
  [ $took -gt "${budget[$tier]}" ] && over=', over its budget'
  report+=("$(printf '%-12s %-7s %4d s of %d s%s' "$tier" "$verdict" $took "${budget[$tier]}" "$over")")
done

echo
printf '%s\n' "${report[@]}"
python - "$results" <<'PYTHON'
import sys
from pathlib import Path
from xml.etree import ElementTree

totals = {"passed": 0, "failed": 0, "skipped": 0}
for file in Path(sys.argv[1]).glob("*.xml"):
    for suite in ElementTree.parse(file).getroot().iter("testsuite"):
        count = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
        totals["failed"] += count["failures"] + count["errors"]
        totals["skipped"] += count["skipped"]
        totals["passed"] += count["tests"] - count["failures"] - count["errors"] - count["skipped"]
if not any(totals.values()):
    sys.exit()
skipped = f", {totals['skipped']} skipped" if totals["skipped"] else ""
print(f"{totals['passed']} passed, {totals['failed']} failed{skipped}")
PYTHON
if [ ${#failed[@]} -gt 0 ]; then
  echo "failed: ${failed[*]}" >&2
  exit 1
fi
