# shellcheck shell=bash
# Runs scenario files against the release binary. Sourced by the acceptance suites.

# The scenarios that must pass.
features=(
  tests/acceptance/features/membership.feature
  tests/acceptance/features/bonus.feature
  tests/acceptance/features/usage.feature
  tests/acceptance/features/precedence.feature
  tests/acceptance/features/contacts.feature
  tests/acceptance/features/numbers.feature
  tests/acceptance/features/more
)

# acceptance [FILE...]: an undefined step, a failing one and no scenario at all are failures alike.
acceptance() {
  local file files=()
  if [[ $# -eq 0 ]]; then
    for file in "${features[@]}"; do files+=("$PWD/$file"); done
  else
    for file in "$@"; do
      # shellcheck disable=SC2154  # suite.sh sets it
      file=$(cd "$called_from" && realpath -e "$file") || return 1
      files+=("$file")
    done
  fi
  need_node
  build release airperk
  (cd tests && node acceptance/run.js "${files[@]}")
}
