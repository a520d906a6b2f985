#!/usr/bin/env bash
# the layout of the C++ sources, as .clang-format has it
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages format
clang-format --version >/dev/null

files=$(git ls-files '*.h' '*.cpp')
# "src/base/ids.h:12:3: error: code should be clang-formatted"
failed=$({ xargs -P "$(nproc)" -n 25 clang-format --dry-run -Werror <<<"$files" 2>&1 || true; } |
  sed -n 's/^\([^:]*\):[0-9]*:[0-9]*: error: .*/\1/p' | sort -u)
while IFS= read -r file; do
  [[ -z $file ]] || echo "FAILED  $file (clang-format -i mends it)"
done <<<"$failed"
all=$(wc -l <<<"$files") wrong=$(grep -c . <<<"$failed" || true)
count $((all - wrong)) "$wrong"
