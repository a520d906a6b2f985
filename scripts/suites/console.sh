#!/usr/bin/env bash
# accounts, logins, the access log and the console in a browser: each role's main task, hostile input, every width
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages browser
need_node
build release airperk

node_tests tests/console/*.test.js
