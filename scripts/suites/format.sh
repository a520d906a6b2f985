#!/usr/bin/env bash
# the layout of the C++ sources, as .clang-format has it
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages format

passed=0 failed=0
while IFS= read -r file; do
  if clang-format --dry-run -Werror "$file" 2>/dev/null; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED  $file (clang-format -i mends it)"
  fi
done < <(git ls-files '*.h' '*.cpp')
count "$passed" "$failed"
