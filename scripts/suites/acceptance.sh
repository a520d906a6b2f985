#!/usr/bin/env bash
# the scenarios against the release binary (FILE... for others than those of the rule book's finished parts)
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
source scripts/acceptance.sh

acceptance "$@"
