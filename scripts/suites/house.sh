#!/usr/bin/env bash
# which room includes which, what pure rooms may not touch, what the repository must and must not hold
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_node

node_tests tests/house/*.test.js tests/lib/*.test.js
