#!/usr/bin/env bash
# unit and property tests, under the address and undefined behaviour sanitizers
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages unit
build dev unit_tests

status=0
ctest --test-dir build/dev --output-on-failure --no-tests=error --progress -j"$(nproc)" \
  --output-junit unit.xml || status=$?
# <testsuite ... tests="31" failures="0" disabled="0" skipped="0" ...>
attribute() { grep -om1 "\b$1=\"[0-9]*\"" build/dev/unit.xml | head -n1 | tr -dc 0-9; }
tests=$(attribute tests) failures=$(attribute failures)
count $((tests - failures - $(attribute disabled) - $(attribute skipped))) "$failures"
exit "$status"
