#!/usr/bin/env bash
# clang-tidy over src, with the short list in .clang-tidy (only when named)
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages tidy unit
build dev archive_forms # what is generated must be there

passed=0 failed=0
while IFS= read -r file; do
  if clang-tidy --quiet -p build/dev --extra-arg=-Wno-unknown-warning-option "$file" 2>/dev/null; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED  $file"
  fi
done < <(git ls-files 'src/*.cpp')
count "$passed" "$failed"
