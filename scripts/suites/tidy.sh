#!/usr/bin/env bash
# clang-tidy over src, with the short list in .clang-tidy (only when named)
source "$(dirname "${BASH_SOURCE[0]}")/../suite.sh"
need_packages tidy unit
build tidy archive_forms # what is generated must be there

findings=$(mktemp -d)
trap 'rm -rf "$findings"' EXIT
look() {
  local found=$findings/${1//\//+}
  clang-tidy --quiet -p build/tidy --extra-arg=-Wno-unknown-warning-option "$1" >"$found" 2>/dev/null || mv "$found" "$found.failed"
}
export -f look
export findings
git ls-files 'src/*.cpp' | xargs -P "$(nproc)" -I{} bash -c 'look {}'

passed=0 failed=0
while IFS= read -r file; do
  found=$findings/${file//\//+}
  if [[ -e $found ]]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    cat "$found.failed"
    echo "FAILED  $file"
  fi
done < <(git ls-files 'src/*.cpp')
count "$passed" "$failed"
