#!/usr/bin/env bash
# kill -9 under load, 20 times: no answer is lost, nothing happens twice, no money goes missing, caps and surveys hold
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_node
build release airperk

ROUNDS=${ROUNDS:-20} node_tests tests/crash/*.test.js
