#!/usr/bin/env bash
# Finds a Chromium for the suite in test/browser, or installs Debian's. Prints a line to be exported: SUBTRAIL_CHROMIUM.
# Wants apt-get and the right to use it where there is none yet; says what is missing and ends with 1.
set -Eeuo pipefail

say() { printf '%s\n' "$*" >&2; }

find_chromium() {
  local name
  for name in "${SUBTRAIL_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$name" ] || continue
    if type -P "$name"; then return 0; fi
  done
  return 1
}

install_chromium() {
  command -v apt-get >/dev/null || { say 'there is no Chromium, and no apt-get to install it with'; return 1; }
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || { say 'there is no Chromium, and no right to install it'; return 1; }
    as_root=(sudo -n)
  fi
  say 'installing Chromium: 0.1 GB'
  { "${as_root[@]}" apt-get update -qq && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qqy \
    --no-install-recommends chromium fonts-dejavu-core; } >&2 || { say 'apt-get did not install Chromium'; return 1; }
}

chromium=$(find_chromium) || { install_chromium && chromium=$(find_chromium); } || exit 1
version=$("$chromium" --version 2>/dev/null) || { say "$chromium does not start"; exit 1; }
say "$version"
printf 'SUBTRAIL_CHROMIUM=%s\n' "$chromium"
