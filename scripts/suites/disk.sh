#!/usr/bin/env bash
# a full disk and a read-only one: one clear error, no lie (needs root, for the disks)
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages node disk
build release airperk

# The disks are mounted where nobody else sees them, and are gone with the last process here. In a
# chroot the root's propagation cannot be changed: what is mounted there the tests unmount themselves.
propagation=private
as_root unshare --mount true 2>/dev/null || propagation=unchanged
export -f node_tests count
as_root unshare --mount --propagation "$propagation" env COUNTS="${COUNTS:-}" PATH="$PATH" \
  bash -euo pipefail -c 'node_tests tests/disk/*.test.js'
