#!/usr/bin/env bash
# the same, 200 times (only when named)
export ROUNDS=200 NODE_TESTS_LIMIT=2h
exec "$(dirname "${BASH_SOURCE[0]}")/crash.sh"
