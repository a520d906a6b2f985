#!/usr/bin/env bash
# the same, 200 times, with 10,000 members whom campaigns try to reach 100,000 times (only when named)
export ROUNDS=200 MEMBERS=10000 ATTEMPTS=100000 NODE_TESTS_LIMIT=2h
exec "$(dirname "${BASH_SOURCE[0]}")/crash.sh"
