#!/usr/bin/env bash
# readers of SMPP and Diameter, whole sessions, links and HTTP requests on made-up input, FUZZ_SECONDS (60) each (only when named)
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages fuzz
rooms=(${FUZZ:-smpp diameter session link http})
build fuzz "${rooms[@]/%/_fuzz}"

passed=0 failed=0
for room in "${rooms[@]}"; do
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
