#!/usr/bin/env bash
# real peers: a USSD gateway over SMPP, and what others there are
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
if [[ ! -d tests/interop ]]; then
  echo "tests/interop is not there yet"
  count 0 0
  exit
fi
need_node
build release airperk

node_tests tests/interop/*.test.js
