#!/usr/bin/env bash
# the public site in a browser: three languages, every width, no script, terms as they are published
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages browser
need_node
build release airperk

node_tests tests/site/*.test.js
