#!/usr/bin/env bash
# benchmarks: prints what it measures (only when named)
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
build release airperk airperk-bench airperk-ussdload airperk-gyload airperk-slow-disk

build/release/airperk-bench
count 1 0
