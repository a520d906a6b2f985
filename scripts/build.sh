# shellcheck shell=bash
# Builds by preset. Sourced after packages.sh; the working directory is the project's.

# The containers of our libraries are not built with ASan, which then misreads their annotations.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_container_overflow=0}

# build PRESET [TARGET...]
build() {
  local preset=$1
  shift
  need_packages build run
  cmake --preset "$preset" >/dev/null
  ninja -C "build/$preset" --quiet "$@" >&2
}
