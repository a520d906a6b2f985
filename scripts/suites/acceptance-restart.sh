#!/usr/bin/env bash
# the same scenarios, the binary ended (by kill -9 and by SIGTERM in turn) and started again after every step
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
source scripts/acceptance.sh

RESTART_AFTER_EVERY_STEP=1 acceptance "$@"
