#!/usr/bin/env bash
# Diameter peers that are not ours: freeDiameter as the client, tshark beside the wire
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages node peers
build release airperk
mkdir -p build/peers
cc -std=gnu11 -O1 -Wall -Wextra -Werror tests/peers/freediameter.c -o build/peers/freediameter \
  -lfdcore -lfdproto -lpthread

node_tests tests/peers/*.test.js
