#!/usr/bin/env bash
# hostile HTTP: the right status and problem text, and the process lives
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_node
build release airperk

node_tests tests/http/*.test.js
