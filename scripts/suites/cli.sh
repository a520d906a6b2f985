#!/usr/bin/env bash
# the commands: import, check, backup, verify, token; one line for what is wrong
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages node
build release airperk

node_tests tests/cli/*.test.js
