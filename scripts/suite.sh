# shellcheck shell=bash
# What the suites in scripts/suites share. Sourced by each, in whatever directory ./test was called from.
set -euo pipefail
# shellcheck disable=SC2034  # the suites use it: relative file names are the caller's
called_from=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/packages.sh
source scripts/build.sh

# count PASSED FAILED: this suite's result, for ./test to add up.
count() {
  echo "$1 $2" >"${COUNTS:-/dev/null}"
  [[ $2 -eq 0 ]]
}

# The test libraries in tests/node_modules are those of the lock file.
need_node() {
  need_packages node
  local lock=tests/package-lock.json installed=tests/node_modules/.installed-lock.json
  if ! cmp -s "$lock" "$installed"; then
    (cd tests && npm ci --no-fund --no-audit --loglevel=error >&2)
    cp "$lock" "$installed"
  fi
}

# node_tests FILE...: runs them and counts. What hangs is ended, with all that it started.
node_tests() {
  local tap status=0
  tap=$(mktemp)
  timeout --kill-after=10 "${NODE_TESTS_LIMIT:-15m}" \
    node --test --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$tap" "$@" || status=$?
  local pass fail cancelled
  pass=$(sed -n 's/^# pass //p' "$tap")
  if [[ $status -eq 124 ]]; then echo "FAILED  not at its end after ${NODE_TESTS_LIMIT:-15m}"; fi
  fail=$(sed -n 's/^# fail //p' "$tap")
  cancelled=$(sed -n 's/^# cancelled //p' "$tap")
  rm -f "$tap"
  [[ ${pass:-0} -gt 0 ]] || status=1 # nothing was shown
  count "${pass:-0}" $((${fail:-0} + ${cancelled:-0}))
  return "$status"
}
