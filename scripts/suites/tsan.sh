#!/usr/bin/env bash
# the engine, its store without a disk and the links, under the thread sanitizer (only when named)
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages unit
tests=(room_engine_test room_store_memory_test room_jobs_test room_face_gy_test room_face_smpp_test)
build tsan "${tests[@]}"

passed=0 failed=0
for test in "${tests[@]}"; do
  said=$("build/tsan/src/$test" --gtest_brief=1 2>&1) || { failed=$((failed + 1)) && echo "$said"; }
  passed=$((passed + $(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' <<<"$said")))
done
count "$passed" "$failed"
