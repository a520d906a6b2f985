#!/usr/bin/env bash
# real peers: a USSD gateway over SMPP
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_node
build release airperk

node_tests tests/interop/*.test.js
