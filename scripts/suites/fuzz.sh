#!/usr/bin/env bash
# the readers of SMPP and Diameter on made-up input, FUZZ_SECONDS (60) each (only when named)
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages fuzz
build fuzz smpp_fuzz diameter_fuzz

passed=0 failed=0
for room in smpp diameter; do
  findings=$(mktemp -d)
  if "build/fuzz/tests/fuzz/${room}_fuzz" -max_total_time="${FUZZ_SECONDS:-60}" -print_final_stats=1 \
    -artifact_prefix="$findings/" "$findings" "tests/fuzz/corpus/$room" 2>&1 | tail -n 8; then
    passed=$((passed + 1))
    rm -rf "$findings"
  else
    failed=$((failed + 1))
    echo "FAILED  $room: what did it is in $findings"
  fi
done
count "$passed" "$failed"
