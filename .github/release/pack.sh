#!/usr/bin/env bash
# Packs what the release workflow built: `pack.sh PROGRAMS OUT`, where PROGRAMS holds one folder per target with the
# program in it. Writes to OUT one archive per target with its .sha256, SHA256SUMS, and the bill of materials; and
# release-notes.md, the newest part of the changelog, here. Two runs over the same programs are byte-identical.
set -euo pipefail

main() {
  [[ $# -eq 2 ]] || { echo "usage: pack.sh PROGRAMS OUT" >&2; exit 2; }
  programs=$(cd "$1" && pwd)
  mkdir -p "$2"
  out=$(cd "$2" && pwd)
  SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
  export SOURCE_DATE_EPOCH
  stage=$(mktemp -d)
  trap 'rm -rf "$stage"' EXIT

  # This machine's own program writes what is the same for all of them.
  host=$programs/$(uname -m)-unknown-linux-musl/ent
  chmod 755 "$host"
  share
  local folder
  for folder in "$programs"/*/; do pack "$(basename "$folder")"; done
  "$host" sbom generate . >"$out/ent.cdx.json"
  (cd "$out" && sha256sum -- *.tar.gz *.zip *.json >SHA256SUMS)
  notes >release-notes.md
}

share() {
  mkdir -p "$stage/share/completions" "$stage/share/man"
  local shell
  for shell in bash zsh fish powershell elvish; do
    "$host" completions "$shell" >"$stage/share/completions/ent.$shell"
  done
  "$host" man "$stage/share/man"
  cp README.md CHANGELOG.md LICENSE-APACHE LICENSE-MIT "$stage/share/"
}

pack() { # TARGET
  local name=ent-$1
  cp -R "$stage/share" "$stage/$name"
  cp "$programs/$1"/ent* "$stage/$name/"
  chmod 755 "$stage/$name"/ent*
  find "$stage/$name" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
  case $1 in
    *-windows-*)
      (cd "$stage" && find "$name" -type f | LC_ALL=C sort | TZ=UTC zip -q -X "$out/$name.zip" -@)
      checksum "$name.zip"
      ;;
    *)
      tar -C "$stage" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -cf - "$name" |
        gzip -n -9 >"$out/$name.tar.gz"
      checksum "$name.tar.gz"
      ;;
  esac
}

checksum() { # ARCHIVE
  (cd "$out" && sha256sum "$1" >"$1.sha256")
}

# From the first version's heading to the next one.
notes() {
  awk '/^## \[[0-9]/ { if (found) exit; found = 1; next } found' CHANGELOG.md
}

main "$@"
