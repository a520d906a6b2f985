#!/usr/bin/env bash
# the same, 200 times (only when named)
export ROUNDS=200
exec "$(dirname "${BASH_SOURCE[0]}")/crash.sh"
