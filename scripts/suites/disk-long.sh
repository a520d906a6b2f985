#!/usr/bin/env bash
# the same with 10,000 rounds, and 100 power losses on each file system (only when named)
export ROUNDS=${ROUNDS:-10000} POWER_LOSSES=${POWER_LOSSES:-100} NODE_TESTS_LIMIT=6h
exec "$(dirname "${BASH_SOURCE[0]}")/disk.sh"
