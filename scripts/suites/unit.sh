#!/usr/bin/env bash
# unit and property tests, under the address and undefined behaviour sanitizers
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages unit
build dev unit_tests

# A program a room, as many at once as there are cores; what one says is shown if a test of it fails.
said=$(mktemp -d)
trap 'rm -rf "$said"' EXIT
run() {
  local name=${1##*/} status=0
  timeout --kill-after=10 15m "$1" --gtest_brief=1 --gtest_output="xml:$said/$name.xml" >"$said/$name.txt" 2>&1 || status=$?
  [[ $status -eq 0 ]] || echo "ended with $status" >>"$said/$name.failed"
}
export -f run
export said
xargs -P "$(nproc)" -I{} bash -c 'run {}' <build/dev/unit_tests.txt

# <testsuites tests="31" failures="0" disabled="1" ...>
attribute() { grep -om1 "\b$1=\"[0-9]*\"" "$2" | head -n1 | tr -dc 0-9; }
passed=0 failed=0
while IFS= read -r program; do
  name=${program##*/} failures=0
  # What ended before it could say so has failed too.
  if [[ -s $said/$name.xml ]]; then
    failures=$(attribute failures "$said/$name.xml")
    passed=$((passed + $(attribute tests "$said/$name.xml") - failures - $(attribute disabled "$said/$name.xml")))
  fi
  if [[ -e $said/$name.failed ]]; then
    cat "$said/$name.txt" "$said/$name.failed"
    echo "FAILED  $name"
    failed=$((failed + (failures > 0 ? failures : 1)))
  fi
done <build/dev/unit_tests.txt
count "$passed" "$failed"
