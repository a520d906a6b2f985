#!/usr/bin/env bash
# credit control over Gy, request by request: what real clients send, and what toy servers get wrong
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages node
build release airperk airperk-slow-disk

node_tests tests/gy/*.test.js
