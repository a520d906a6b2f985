#!/usr/bin/env bash
# readers that are not ours: freeDiameter as the client, tshark beside Diameter and SMPP
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_node
need_packages peers
build release airperk
mkdir -p build/peers
cc -std=gnu11 -O1 -Wall -Wextra -Werror tests/peers/freediameter.c -o build/peers/freediameter \
  -lfdcore -lfdproto -lpthread

node_tests tests/peers/*.test.js
