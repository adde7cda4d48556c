#!/usr/bin/env bash
# Tests of install.sh: releases from a server on this machine, and builds with a stand-in for cargo.
# One line per case: `ok NAME` or `FAILED NAME`. Whatever is refused must leave the installed program as it was.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
temporary=$(mktemp -d "${TMPDIR:-/tmp}/ent-install-tests.XXXXXX")
server=''
trap '[[ -z $server ]] || kill "$server" 2>/dev/null; chmod -R u+w "$temporary"; rm -rf "$temporary"' EXIT
failed=0
shell='sh'

main() {
  if ! command -v python3 >/dev/null || ! command -v curl >/dev/null; then
    echo "skipped install.sh: python3 and curl are needed for the server"
    return
  fi
  www=$temporary/www
  make_releases
  start_server
  shells
  good_releases
  refused_releases
  places
  pipes
  checkouts
  return "$failed"
}

# --- the stage ------------------------------------------------------------------------------------------------------

# A program that says its version, and otherwise repeats its arguments and ends with 7.
fake_ent() { # VERSION FILE
  # shellcheck disable=SC2016 # the inner script's variable
  printf '#!/bin/sh\nif [ "${1-}" = --version ]; then echo "ent %s"; exit 0; fi\necho "ran: $*"\nexit 7\n' "$1" >"$2"
  chmod 755 "$2"
}

pack() { # ARCHIVE FOLDER NAME…
  local archive=$1 folder=$2
  shift 2
  mkdir -p "$(dirname "$archive")"
  tar -czf "$archive" -C "$folder" "$@"
}

sum() { sha256sum <"$1" | cut -d ' ' -f 1; }

publish_sum() { # ARCHIVE
  printf '%s  %s\n' "$(sum "$1")" "$(basename "$1")" >"$1.sha256"
}

make_releases() {
  asset=ent-$(uname -m)-unknown-linux-musl.tar.gz
  [[ $(uname -s) == Linux ]] || asset=ent-$(uname -m | sed s/arm64/aarch64/)-apple-darwin.tar.gz
  local files=$temporary/files name=ent-x86_64-unknown-linux-musl
  mkdir -p "$files/$name" "$files/bare"
  fake_ent 1.2.3 "$files/$name/ent"
  echo "read me" >"$files/$name/README.md"
  fake_ent 1.2.2 "$files/bare/ent"

  # The layout of a releases page: the latest with a checksum of its own, an older one with a common list.
  pack "$www/releases/latest/download/$asset" "$files" "$name"
  publish_sum "$www/releases/latest/download/$asset"
  pack "$www/releases/download/v1.2.2/$asset" "$files/bare" ent
  printf '%s  other.tar.gz\n%s  %s\n' "$(sum "$files/bare/ent")" "$(sum "$www/releases/download/v1.2.2/$asset")" "$asset" \
    >"$www/releases/download/v1.2.2/SHA256SUMS"
  pack "$www/releases/download/v9.9.9/$asset" "$files/bare" ent
  publish_sum "$www/releases/download/v9.9.9/$asset"

  local good=$www/releases/latest/download/$asset
  mkdir -p "$www"/{nosum,short,cut,changed,badsum,othersum}
  cp "$good" "$www/nosum/ent.tar.gz"
  head -c 150 "$good" >"$www/short/ent.tar.gz"
  cp "$good" "$www/cut/ent.tar.gz"
  python3 -c 'import sys; b = bytearray(open(sys.argv[1], "rb").read()); b[len(b) // 2] ^= 1; open(sys.argv[2], "wb").write(b)' \
    "$good" "$www/changed/ent.tar.gz"
  cp "$good" "$www/badsum/ent.tar.gz"
  cp "$good" "$www/othersum/ent.tar.gz"
  local folder
  for folder in short cut changed; do
    printf '%s  ent.tar.gz\n' "$(sum "$good")" >"$www/$folder/ent.tar.gz.sha256"
  done
  echo '<html>not found</html>' >"$www/badsum/ent.tar.gz.sha256"
  echo "$(sum "$good")  another.tar.gz" >"$www/othersum/SHA256SUMS"
  hostile_archives "$files"
}

# Archives whose checksum is right and whose content is not.
hostile_archives() { # FILES
  local files=$1 name
  mkdir -p "$files/evil/sub" "$files/link" "$files/broken" "$files/two/ent-a" "$files/none"
  fake_ent 1.2.3 "$files/evil/ent"
  fake_ent 1.2.3 "$files/evil/escaped"
  tar -czPf "$www/dots.tar.gz" -C "$files/evil/sub" --transform 's|^escaped|../../escaped|' -C "$files/evil" ent escaped
  tar -czPf "$www/absolute.tar.gz" -C "$files/evil" --transform "s|^escaped|$temporary/escaped|" ent escaped
  ln -s /bin/sh "$files/link/ent"
  pack "$www/link.tar.gz" "$files/link" ent
  printf '#!/bin/sh\nexit 1\n' >"$files/broken/ent"
  chmod 755 "$files/broken/ent"
  pack "$www/broken.tar.gz" "$files/broken" ent
  cp "$files/evil/ent" "$files/two/ent"
  cp "$files/evil/ent" "$files/two/ent-a/ent"
  pack "$www/two.tar.gz" "$files/two" ent ent-a/ent
  echo "nothing" >"$files/none/README.md"
  pack "$www/none.tar.gz" "$files/none" README.md
  echo "this is no archive" >"$www/text.tar.gz"
  for name in dots absolute link broken two none text; do publish_sum "$www/$name.tar.gz"; done
}

start_server() {
  python3 "$root/tests/install/server.py" "$www" >"$temporary/port" &
  server=$!
  local try
  for try in $(seq 100); do
    [[ -s $temporary/port ]] && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  base=http://127.0.0.1:$(cat "$temporary/port")
  curl -fsS --retry 5 --retry-connrefused -o /dev/null "$base/nosum/ent.tar.gz" || {
    echo "FAILED server (no answer after $try tries)"
    exit 1
  }
}

# --- running one case -------------------------------------------------------------------------------------------------

# Runs install.sh in a fresh home with the given variables; leaves $status, $out, $err and $bin.
install() { # [NAME=VALUE…] [-- ARGUMENT…]
  local variables=()
  while [[ $# -gt 0 && $1 != -- ]]; do
    variables+=("$1")
    shift
  done
  [[ $# -eq 0 ]] || shift
  status=0
  # shellcheck disable=SC2086 # a shell may be several words, such as `busybox sh`
  env -i HOME="$home" PATH="$path" TMPDIR="$scratch" "${variables[@]}" $shell "$script" "$@" \
    >"$temporary/out" 2>"$temporary/err" </dev/null || status=$?
  out=$(cat "$temporary/out")
  err=$(cat "$temporary/err")
}

fresh() {
  home=$(mktemp -d "$temporary/home.XXXXXX")
  scratch=$home/tmp
  bin=$home/.local/bin
  mkdir "$scratch"
  path=/usr/local/bin:/usr/bin:/bin
  script=$home/install.sh
  cp "$root/install.sh" "$script"
}

report() { # NAME PROBLEM…
  local name=$1
  shift
  if [[ $# -eq 0 ]]; then
    echo "ok $name"
    return
  fi
  failed=1
  echo "FAILED $name"
  printf '  %s\n' "$@" "exit code $status" "stdout: $out" "stderr: $err"
}

# The case succeeded with this exit code and this stdout, left nothing behind, and stderr holds the text.
succeeds() { # NAME CODE STDOUT TEXT
  local problems=()
  [[ $status -eq $2 ]] || problems+=("expected exit code $2")
  [[ $out == "$3" ]] || problems+=("expected stdout: $3")
  [[ $err == *"$4"* ]] || problems+=("expected in stderr: $4")
  [[ -x $bin/ent ]] || problems+=("nothing was installed")
  leftovers
  report "$1" "${problems[@]}"
}

# The case was refused: exit code 1, the text in stderr, no output, and what was installed before is untouched.
refuses() { # NAME TEXT
  local problems=()
  [[ $status -eq 1 ]] || problems+=("expected exit code 1")
  [[ $err == *"$2"* ]] || problems+=("expected in stderr: $2")
  [[ -z $out ]] || problems+=("expected no stdout")
  [[ ! -e $bin/ent || $(cat "$bin/ent") == old ]] || problems+=("something was installed")
  [[ ! -e $temporary/escaped && ! -e $home/escaped ]] || problems+=("a file escaped from the archive")
  leftovers
  report "$1" "${problems[@]}"
}

leftovers() {
  [[ -z $(ls -A "$scratch") ]] || problems+=("left in the temporary folder: $(ls -A "$scratch")")
  if [[ -d $bin && -n $(find "$bin" -name '.ent.*') ]]; then problems+=("left in the bin folder: $(ls -A "$bin")"); fi
}

old_program() {
  mkdir -p "$bin"
  echo old >"$bin/ent"
}

# --- the cases --------------------------------------------------------------------------------------------------------

shells() {
  local candidate
  for candidate in sh dash bash ash ksh 'busybox sh'; do
    command -v "${candidate%% *}" >/dev/null || continue
    fresh
    shell=$candidate
    install ENT_RELEASE_URL="$base/releases" -- a 'b c'
    shell='sh'
    succeeds "works in $candidate" 7 "ran: a b c" "installed ent 1.2.3"
  done
}

good_releases() {
  fresh
  install ENT_RELEASE_URL="$base/releases"
  succeeds "installs only, without arguments" 0 "" "installed ent 1.2.3 as $bin/ent"

  fresh
  old_program
  install ENT_RELEASE_URL="$base/releases/" -- check -C 'two words'
  succeeds "replaces the old one and runs the arguments" 7 "ran: check -C two words" "installed ent 1.2.3"

  fresh
  install ENT_RELEASE_URL="$base/releases" ENT_VERSION=1.2.2
  succeeds "takes a version, and the common list of checksums" 0 "" "installed ent 1.2.2"

  fresh
  install ENT_RELEASE_URL="$base/releases" ENT_VERSION=v1.2.2
  succeeds "takes a version written with v" 0 "" "installed ent 1.2.2"

  fresh
  install ENT_RELEASE_URL="$base/nosum/ent.tar.gz" ENT_SHA256="$(sum "$www/nosum/ent.tar.gz" | tr a-f A-F)"
  succeeds "takes one archive with a checksum given" 0 "" "installed ent 1.2.3"
}

refused_releases() {
  local name text
  while read -r name text; do
    fresh
    old_program
    install ENT_RELEASE_URL="$base/$name" -- --version
    refuses "refuses $name" "$text"
  done <<'CASES'
nosum/ent.tar.gz no checksum is published for ent.tar.gz
short/ent.tar.gz the SHA-256 of ent.tar.gz is
cut/ent.tar.gz could not download
changed/ent.tar.gz the SHA-256 of ent.tar.gz is
badsum/ent.tar.gz the checksum published for ent.tar.gz is not a SHA-256
othersum/ent.tar.gz the checksum published for ent.tar.gz is not a SHA-256
dots.tar.gz holds a path that leads out of it
absolute.tar.gz holds a path that leads out of it
link.tar.gz cannot unpack link.tar.gz
broken.tar.gz the new ent does not start on this machine
two.tar.gz does not hold exactly one ent
none.tar.gz does not hold exactly one ent
text.tar.gz is not a readable .tar.gz archive
missing.tar.gz could not download
nothing could not download
CASES

  fresh
  install ENT_RELEASE_URL="$base/releases" ENT_SHA256="$(printf '0%.0s' $(seq 64))"
  refuses "refuses an archive that is not the one asked for" "the SHA-256 of"

  fresh
  install ENT_RELEASE_URL="$base/releases" ENT_SHA256=123
  refuses "refuses a checksum that is none" "is not a SHA-256"

  fresh
  install ENT_RELEASE_URL="$base/releases" ENT_VERSION=9.9.9
  refuses "refuses an archive of another version" "the archive holds ent 1.2.2, not 9.9.9"

  fresh
  install ENT_VERSION=1.2.2
  refuses "refuses a version without a release" "ENT_RELEASE_URL is not set"

  fresh
  install ENT_RELEASE_URL=http://releases.example/ent.tar.gz
  refuses "refuses plain http" "is not https"

  fresh
  install ENT_RELEASE_URL=http://localhost.releases.example/ent.tar.gz
  refuses "refuses plain http to a host that begins like this one" "is not https"

  fresh
  install ENT_RELEASE_URL="file://$www/nosum/ent.tar.gz"
  refuses "refuses another scheme" "must begin with https://"

  fresh
  mkdir "$home/stubs"
  # shellcheck disable=SC2016 # the stub's own variable
  printf '#!/bin/sh\n[ "$1" = -m ] && echo riscv64 || echo Linux\n' >"$home/stubs/uname"
  chmod 755 "$home/stubs/uname"
  path=$home/stubs:$path
  install ENT_RELEASE_URL="$base/releases"
  refuses "refuses a machine without a release" "there is no release for riscv64 machines"
}

places() {
  fresh
  install ENT_RELEASE_URL="$base/releases"
  succeeds "says that the folder is not on PATH" 0 "" "$bin is not on your PATH"

  fresh
  path=$bin:$path
  install ENT_RELEASE_URL="$base/releases"
  [[ $err != *note:* ]] || err="unexpected note: $err"
  succeeds "says nothing when the folder is on PATH" 0 "" "install"

  fresh
  mkdir "$home/first"
  fake_ent 0.0.1 "$home/first/ent"
  path=$home/first:$bin:$path
  install ENT_RELEASE_URL="$base/releases"
  succeeds "says that another ent comes first" 0 "" "another ent comes first on PATH: $home/first/ent"

  fresh
  bin="$home/a folder/bin"
  install ENT_RELEASE_URL="$base/releases" ENT_INSTALL_DIR="$bin"
  succeeds "takes ENT_INSTALL_DIR" 0 "" "installed ent 1.2.3 as $bin/ent"

  fresh
  echo file >"$home/file"
  install ENT_RELEASE_URL="$base/releases" ENT_INSTALL_DIR="$home/file/bin"
  refuses "refuses a folder that cannot be made" "cannot write to $home/file/bin"

  fresh
  mkdir -p "$bin/ent/x"
  install ENT_RELEASE_URL="$base/releases"
  rm -r "$bin/ent"
  refuses "refuses to replace a folder" "$bin/ent is a folder"

  fresh
  install HOME= ENT_RELEASE_URL="$base/releases"
  refuses "asks for a folder when there is no home" "neither ENT_INSTALL_DIR nor HOME is set"

  fresh
  mkdir "$home/closed"
  chmod 555 "$home/closed"
  chmod 755 "$temporary" "$home"
  chmod 777 "$scratch"
  # Root may write everywhere, so root tries it as nobody.
  [[ $(id -u) -ne 0 ]] || shell='setpriv --reuid=65534 --clear-groups sh'
  install ENT_RELEASE_URL="$base/releases" ENT_INSTALL_DIR="$home/closed"
  shell='sh'
  refuses "refuses a folder without write permission" "cannot write to $home/closed"
}

pipes() {
  fresh
  status=0
  env -i HOME="$home" PATH="$path" TMPDIR="$scratch" ENT_RELEASE_URL="$base/releases" sh -s -- check <"$script" \
    >"$temporary/out" 2>"$temporary/err" || status=$?
  out=$(cat "$temporary/out")
  err=$(cat "$temporary/err")
  succeeds "works when piped into a shell" 7 "ran: check" "installed ent 1.2.3"

  fresh
  status=0
  (cd "$root" && env -i HOME="$home" PATH="$path" TMPDIR="$scratch" sh -s -- check <"$script") \
    >"$temporary/out" 2>"$temporary/err" || status=$?
  out=$(cat "$temporary/out")
  err=$(cat "$temporary/err")
  refuses "piped without a release, it builds nothing it happens to stand in" "this is not a checkout of ent"

  # Cut anywhere, most of all near the end, it must not act: a request to the server would be the first thing it does.
  fresh
  local size cut acted=''
  size=$(wc -c <"$script")
  for cut in $(seq 1 211 $((size - 60))) $(seq $((size - 60)) $((size - 2))); do
    head -c "$cut" "$script" >"$home/cut.sh"
    out=$(env -i HOME="$home" PATH="$path" TMPDIR="$scratch" ENT_RELEASE_URL="$base/releases" sh "$home/cut.sh" 2>/dev/null) || true
    [[ -z $out && ! -e $home/.local ]] || acted="cut after $cut of $size bytes, it acted"
  done
  status=0 err=''
  report "cut off, it does nothing" ${acted:+"$acted"}
}

# A checkout in miniature, and a cargo that writes the program without compiling.
checkout() { # [CARGO'S EXIT CODE]
  fresh
  mkdir -p "$home/project/src/ent" "$home/stubs"
  script=$home/project/install.sh
  cp "$root/install.sh" "$script"
  echo 'rust-version = "1.95"' >"$home/project/Cargo.toml"
  touch "$home/project/src/ent/Cargo.toml"
  fake_ent 0.1.0 "$home/program"
  cat >"$home/stubs/cargo" <<STUB
#!/bin/sh
echo "cargo \$* in \$(pwd)"
[ ${1:-0} -eq 0 ] || exit ${1:-0}
while [ "\$1" != --target-dir ]; do shift; done
mkdir -p "\$2/release" && cp "$home/program" "\$2/release/ent"
STUB
  printf '#!/bin/sh\necho "rustc 1.95.0 (stand-in)"\n' >"$home/stubs/rustc"
  printf '#!/bin/sh\nexit 0\n' >"$home/stubs/cc"
  chmod 755 "$home"/stubs/*
  path=$home/stubs:/usr/bin:/bin
}

# Only these commands of the machine, so that what is not there can be missed.
bare_machine() {
  mkdir "$home/only"
  local command
  for command in sh cat chmod cp cut dirname env id mkdir mktemp mv rm sed true uname; do
    ln -s "$(command -v "$command")" "$home/only/$command"
  done
  path=$home/stubs:$home/only
}

checkouts() {
  checkout
  install -- check -C shop
  succeeds "builds the checkout it lies in" 7 "ran: check -C shop" \
    "cargo build --release --locked -p ent --target-dir $home/project/target in $home/project"

  checkout
  install CARGO_TARGET_DIR="$home/elsewhere"
  succeeds "builds where CARGO_TARGET_DIR says" 0 "" "--target-dir $home/elsewhere"

  checkout
  install CDPATH="$home"
  succeeds "is not confused by CDPATH" 0 "" "installed ent 0.1.0"

  checkout
  install ENT_RELEASE_URL="$base/releases"
  succeeds "takes the release when one is configured" 0 "" "installed ent 1.2.3"

  checkout 101
  old_program
  install -- check
  refuses "a build that fails installs nothing" "cargo could not build ent"

  checkout
  rm "$home/stubs/cargo"
  bare_machine
  install
  refuses "without cargo it says where to get it" "https://rustup.rs"

  checkout
  rm "$home/stubs/cargo"
  bare_machine
  mkdir -p "$home/.cargo/bin"
  printf '#!/bin/sh\necho used\nexit 1\n' >"$home/.cargo/bin/cargo"
  chmod 755 "$home/.cargo/bin/cargo"
  install
  refuses "finds the cargo that is not on PATH yet" "used"

  checkout
  printf '#!/bin/sh\necho "rustc 1.94.1 (stand-in)"\n' >"$home/stubs/rustc"
  install
  refuses "names the Rust version that is needed" "ent needs Rust 1.95 or newer, and this is 1.94"

  checkout
  rm "$home/stubs/cc"
  bare_machine
  install
  refuses "without a compiler and apt it says what to install" "apt-get install gcc libc6-dev"

  checkout
  rm "$home/stubs/cc"
  bare_machine
  cat >"$home/stubs/apt-get" <<STUB
#!/bin/sh
echo "apt-get \$*"
case \$1 in install) printf '#!/bin/sh\n' >"$home/stubs/cc"; chmod 755 "$home/stubs/cc" ;; esac
STUB
  # shellcheck disable=SC2016 # the stub's own variables
  printf '#!/bin/sh\nwhile [ "$1" = -n ]; do shift; done\nexec "$@"\n' >"$home/stubs/sudo"
  chmod 755 "$home/stubs/apt-get" "$home/stubs/sudo"
  install
  succeeds "installs the compiler where it may" 0 "" "apt-get install -y -q --no-install-recommends gcc libc6-dev"
}

main
