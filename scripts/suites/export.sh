#!/usr/bin/env bash
# the files of charges for finance, under load and kill -9: no gap, nothing twice
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages node
build release airperk

node_tests tests/export/*.test.js
