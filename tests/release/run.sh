#!/usr/bin/env bash
# Tests of .github/release/pack.sh: what it packs, install.sh can take, and it packs the same bytes every time.
# One line per case: `ok NAME` or `FAILED NAME`.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
temporary=$(mktemp -d "${TMPDIR:-/tmp}/ent-release-tests.XXXXXX")
server=''
trap '[[ -z $server ]] || kill "$server" 2>/dev/null; rm -rf "$temporary"' EXIT
failed=0

main() {
  local command
  for command in zip unzip python3 curl; do
    command -v "$command" >/dev/null || {
      echo "skipped pack.sh: $command is needed"
      return
    }
  done
  make_programs
  pack "$temporary/one"
  sleep 1.1 # past the resolution of file times in archives
  pack "$temporary/two"
  check "packs the same bytes twice" diff -r "$temporary/one/release" "$temporary/two/release"
  check "checksums hold" holds "$temporary/one/release"
  check "every archive has its checksum, and the bill of materials is there" complete
  check "the Windows archive holds the program" \
    unzip -tq "$temporary/one/release/ent-x86_64-pc-windows-msvc.zip" ent-x86_64-pc-windows-msvc/ent.exe
  check "the notes are the newest part of the changelog" \
    diff <(printf '\n### Added\n- second\n\n') "$temporary/one/release-notes.md"
  check "install.sh takes the archive" installs
  return "$failed"
}

check() { # NAME COMMAND…
  local name=$1
  shift
  if "$@" >"$temporary/said" 2>&1; then
    echo "ok $name"
  else
    failed=1
    echo "FAILED $name"
    sed 's/^/  /' "$temporary/said"
  fi
}

make_programs() {
  local target program
  machine=$(uname -m)
  for target in x86_64-unknown-linux-musl aarch64-unknown-linux-musl aarch64-apple-darwin x86_64-pc-windows-msvc; do
    mkdir -p "$temporary/programs/$target"
    program=$temporary/programs/$target/ent
    [[ $target != *windows* ]] || program=$program.exe
    cat >"$program" <<'PROGRAM'
#!/bin/sh
case $1 in
  --version) echo "ent 1.2.0" ;;
  completions) echo "# completions for $2" ;;
  man) echo ".TH ent" >"$2/ent.1" ;;
  sbom) echo '{"bomFormat": "CycloneDX"}' ;;
  *) echo "ran: $*" ;;
esac
PROGRAM
  done
}

# Packs in a project of its own, with a changelog of two versions.
pack() { # FOLDER
  mkdir -p "$1"
  cp "$root/LICENSE-APACHE" "$root/LICENSE-MIT" "$1/"
  echo "# ent" >"$1/README.md"
  printf '# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-02-01\n\n### Added\n- second\n\n## [1.1.0] - 2026-01-01\n- first\n' \
    >"$1/CHANGELOG.md"
  (cd "$1" && SOURCE_DATE_EPOCH=1767225600 bash "$root/.github/release/pack.sh" "$temporary/programs" release)
}

holds() { (cd "$1" && sha256sum --check --strict SHA256SUMS && cat ./*.sha256 | sha256sum --check --strict); }

complete() {
  diff - <(ls "$temporary/one/release") <<'FILES'
SHA256SUMS
ent-aarch64-apple-darwin.tar.gz
ent-aarch64-apple-darwin.tar.gz.sha256
ent-aarch64-unknown-linux-musl.tar.gz
ent-aarch64-unknown-linux-musl.tar.gz.sha256
ent-x86_64-pc-windows-msvc.zip
ent-x86_64-pc-windows-msvc.zip.sha256
ent-x86_64-unknown-linux-musl.tar.gz
ent-x86_64-unknown-linux-musl.tar.gz.sha256
ent.cdx.json
FILES
}

installs() {
  python3 "$root/tests/install/server.py" "$temporary/one/release" >"$temporary/port" &
  server=$!
  local try
  for try in $(seq 100); do
    [[ -s $temporary/port ]] && break
    sleep 0.1
  done
  local address
  address=http://127.0.0.1:$(cat "$temporary/port")/ent-$machine-unknown-linux-musl.tar.gz
  [[ $(ENT_RELEASE_URL=$address ENT_VERSION=1.2.0 ENT_INSTALL_DIR=$temporary/bin sh "$root/install.sh" check) == "ran: check" ]] ||
    { echo "not installed after $try tries"; return 1; }
}

main
