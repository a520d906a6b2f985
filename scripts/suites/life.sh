#!/usr/bin/env bash
# the life of the process: signals, a stop that answers, closed and full standard streams, file descriptors
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages node
build release airperk airperk-slow-disk

node_tests tests/life/*.test.js
