#!/usr/bin/env bash
# the demo's page in a browser: dialling, balances, the clock, widths from 320 px
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages browser
need_node
build release airperk

node_tests tests/demo/*.test.js
