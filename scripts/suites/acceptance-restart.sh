#!/usr/bin/env bash
# the same scenarios, the binary ended (by kill -9 and by SIGTERM in turn) and started again after every step
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
source scripts/acceptance.sh

# Of those in more/, the numbered ones look at corners where a restart shows nothing else, and would take minutes.
features=("${features[@]/#*\/more/}")
features=(${features[@]} tests/acceptance/features/more/[a-z]*.feature)
RESTART_AFTER_EVERY_STEP=1 acceptance "$@"
