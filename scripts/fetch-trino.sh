#!/usr/bin/env bash
# Gets the published Trino server for the suite in test/trino, and finds a Java for it. Prints two lines to be exported:
# SUBTRAIL_TRINO_HOME and SUBTRAIL_TRINO_JAVA. Wants Maven and Java 24 or newer; says what is missing and ends with 1.
# The unpacked server takes 0.9 GB in the cache folder; a second run finds it there.
set -Eeuo pipefail

version=476
sha256=cfd5accde17e8ebd251eeeb78aed1f490e77bb3a164d95a0f454bf8a7c1cbd3f
java_min=24
cache=${XDG_CACHE_HOME:-$HOME/.cache}/subtrail/trino-$version

say() { printf '%s\n' "$*" >&2; }

find_java() {
  local home release major
  for home in "${SUBTRAIL_TRINO_JAVA:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/*; do
    [ -x "$home/bin/java" ] || continue
    release=$("$home/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
    major=${release%%$'\n'*}
    if [ "${major:-0}" -ge "$java_min" ]; then printf '%s' "$home"; return 0; fi
  done
  return 1
}

java=$(find_java) || { say "there is no Java $java_min or newer"; exit 1; }
if [ ! -x "$cache/bin/launcher" ]; then
  command -v mvn >/dev/null || { say 'there is no Maven to get the server with'; exit 1; }
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  say "getting Trino $version: 0.8 GB"
  mvn -q -B dependency:get -Dartifact="io.trino:trino-server:$version:tar.gz" -Dtransitive=false \
    -Dmaven.repo.local="$scratch/repository" >&2 || { say 'Maven did not get the server'; exit 1; }
  archive=$(find "$scratch/repository" -name "trino-server-$version.tar.gz")
  printf '%s  %s\n' "$sha256" "$archive" | sha256sum --check --status || { say 'the server is not the one we know'; exit 1; }
  mkdir -p "$scratch/server" "$(dirname "$cache")"
  tar xzf "$archive" -C "$scratch/server" --strip-components=1
  # Moved when it is whole, so that a run that was killed leaves nothing behind.
  rm -rf "$cache"
  mv "$scratch/server" "$cache"
fi
printf 'SUBTRAIL_TRINO_HOME=%s\nSUBTRAIL_TRINO_JAVA=%s\n' "$cache" "$java"
