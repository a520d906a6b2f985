#!/usr/bin/env bash
# backups, restores and the shipped journal, by kill -9 anywhere: whole or nothing, and damage is named
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages node
build release airperk

node_tests tests/backup/*.test.js
