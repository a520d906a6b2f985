# shellcheck shell=bash
# Debian packages by group, from scripts/packages. Sourced; the working directory is the project's.

# packages_of GROUP...: the names, one a line.
packages_of() {
  local group
  for group in "$@"; do
    awk -v group="$group" '$1 == group { print $2 }' scripts/packages
  done
}

# A package is there if dpkg says so, or if the command of its name is (a node from elsewhere brings npm).
is_installed() {
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]] ||
    command -v "$1" >/dev/null
}

as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "This needs root or sudo: $*" >&2
    return 1
  fi
}

# need_packages GROUP...: installs what is missing; asks nothing of the network if nothing is.
need_packages() {
  local package missing=()
  while read -r package; do
    is_installed "$package" || missing+=("$package")
  done < <(packages_of "$@")
  [[ ${#missing[@]} -gt 0 ]] || return 0
  echo "Installing: ${missing[*]}" >&2
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
