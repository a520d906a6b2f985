#!/usr/bin/env bash
# disks that fill up, fail, lie and lose power, at every call: seeded rounds; each answer stands, or its loss is named (needs root)
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages node disk
build release airperk
mkdir -p build/disk
cc -std=gnu11 -O1 -Wall -Wextra -Werror -shared -fPIC tests/disk/shim/*.c -o build/disk/shim.so -ldl -lpthread

# The disks are mounted where nobody else sees them, and are gone with the last process here. In a
# chroot the root's propagation cannot be changed: what is mounted there the tests unmount themselves.
propagation=private
as_root unshare --mount true 2>/dev/null || propagation=unchanged
export -f node_tests count
given=()
for name in SEED ROUNDS FAULT LANES POWER_LOSSES KEEP NODE_TESTS_LIMIT AIRPERK_BINARY; do
  [[ -z ${!name:-} ]] || given+=("$name=${!name}")
done
as_root unshare --mount --propagation "$propagation" env COUNTS="${COUNTS:-}" PATH="$PATH" \
  DISK_SHIM="$PWD/build/disk/shim.so" "${given[@]}" \
  bash -euo pipefail -c 'node_tests tests/disk/*.test.js'
