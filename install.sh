#!/bin/sh
# Installs `ent`, then runs it with the arguments given here:
#
#   ./install.sh                            install only
#   ./install.sh check -C fixtures/shop     install, then `ent check -C fixtures/shop`, with its exit code
#
# From a checkout it builds that checkout. Where a release is configured it takes the release's archive instead,
# and only one whose SHA-256 it knows.
#
#   ENT_INSTALL_DIR   where the program goes (default: ~/.local/bin)
#   ENT_RELEASE_URL   a releases page in GitHub's layout, https://HOST/OWNER/REPO/releases
#                     (URL/latest/download/ARCHIVE and URL/download/vVERSION/ARCHIVE), or one archive, https://….tar.gz
#   ENT_VERSION       the version to take from ENT_RELEASE_URL (default: the latest)
#   ENT_SHA256        the archive's SHA-256, from a source you trust; without it, ARCHIVE.sha256 or SHA256SUMS
#                     beside the archive is read
#
# Everything is inside functions and the last line is the only one that acts: a download that is cut off does nothing.
# Messages go to stderr, so that stdout is what `ent` prints.
set -eu

main() {
  unset CDPATH
  work=''
  staged=''
  trap cleanup EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM

  choose_directory
  find_checkout "$0"
  work=$(mktemp -d "${TMPDIR:-/tmp}/ent-install.XXXXXX") || fail "cannot make a temporary folder"
  if [ -n "${ENT_RELEASE_URL:-}" ]; then
    take_release
  elif [ -n "${ENT_VERSION:-}${ENT_SHA256:-}" ]; then
    fail "ENT_VERSION and ENT_SHA256 choose a release, but ENT_RELEASE_URL is not set" \
      "set ENT_RELEASE_URL to the page of the releases, or unset them to build this checkout"
  elif [ -n "$checkout" ]; then
    build_checkout
  else
    fail "this is not a checkout of ent, and ENT_RELEASE_URL is not set" \
      "run ./install.sh in a clone of the project, or set ENT_RELEASE_URL to the page of its releases"
  fi
  put_in_place
  say_where
  cleanup
  trap - EXIT
  if [ $# -gt 0 ]; then
    exec "$directory/ent" "$@"
  fi
}

say() { printf '%s\n' "$*" >&2; }

fail() { # WHAT [WHAT TO DO]
  say "install.sh: error: $1"
  [ $# -lt 2 ] || say "install.sh: $2"
  exit 1
}

cleanup() {
  [ -z "$work" ] || rm -rf "$work"
  [ -z "$staged" ] || rm -f "$staged"
}

have() { command -v "$1" >/dev/null 2>&1; }

choose_directory() {
  if [ -n "${ENT_INSTALL_DIR:-}" ]; then
    directory=$ENT_INSTALL_DIR
  elif [ -n "${HOME:-}" ]; then
    directory=$HOME/.local/bin
  else
    fail "neither ENT_INSTALL_DIR nor HOME is set" "set ENT_INSTALL_DIR to the folder the program should go to"
  fi
  if ! { mkdir -p "$directory" && [ -w "$directory" ]; } 2>/dev/null; then
    fail "cannot write to $directory" "set ENT_INSTALL_DIR to a folder you can write to"
  fi
  directory=$(cd "$directory" && pwd)
  [ ! -d "$directory/ent" ] || fail "$directory/ent is a folder" "set ENT_INSTALL_DIR to another folder"
}

# The checkout this script lies in, or nothing when it is piped into a shell.
find_checkout() { # THIS SCRIPT
  checkout=''
  case $1 in
    install.sh | */install.sh) ;;
    *) return 0 ;;
  esac
  [ -f "$1" ] || return 0
  here=$(cd "$(dirname "$1")" && pwd)
  if [ -f "$here/Cargo.toml" ] && [ -f "$here/src/ent/Cargo.toml" ]; then
    checkout=$here
  fi
}

# --- building this checkout ---------------------------------------------------------------------------------------

build_checkout() {
  need_compiler
  need_rust
  target=${CARGO_TARGET_DIR:-$checkout/target}
  say "building ent in $checkout (the first time takes some minutes)"
  (cd "$checkout" && cargo build --release --locked -p ent --target-dir "$target" </dev/null >&2) ||
    fail "cargo could not build ent" "the compiler's messages are above"
  target=$(cd "$checkout" && cd "$target" && pwd)
  [ -f "$target/release/ent" ] || fail "cargo built no $target/release/ent" "is build.target set in a Cargo configuration?"
  program=$target/release/ent
  try_program
}

need_compiler() {
  have cc && return 0
  say "no C compiler: installing gcc"
  install_packages gcc libc6-dev && have cc && return 0
  fail "a C compiler is needed to build ent" \
    "install one and run again; on Debian and Ubuntu: apt-get install gcc libc6-dev, as root"
}

need_rust() {
  if ! have cargo && [ -x "${CARGO_HOME:-${HOME:-}/.cargo}/bin/cargo" ]; then
    PATH=${CARGO_HOME:-${HOME:-}/.cargo}/bin:$PATH
  fi
  have cargo || fail "a Rust toolchain is needed to build ent, and there is no cargo on PATH" \
    "install one from https://rustup.rs and run again"
  wanted=$(sed -n 's/^rust-version = "\([0-9.]*\)"$/\1/p' "$checkout/Cargo.toml")
  found=$(rustc --version 2>/dev/null | sed -n 's/^rustc \([0-9]*\.[0-9]*\).*/\1/p')
  [ -n "$found" ] || fail "rustc does not run" "repair the Rust toolchain (rustup toolchain install stable) and run again"
  if [ -n "$wanted" ] && older "$found" "$wanted"; then
    fail "ent needs Rust $wanted or newer, and this is $found" "run: rustup update stable"
  fi
}

older() { # VERSION THAN
  [ "${1%%.*}" -lt "${2%%.*}" ] && return 0
  [ "${1%%.*}" -eq "${2%%.*}" ] || return 1
  this=${1#*.}
  than=${2#*.}
  [ "${this%%.*}" -lt "${than%%.*}" ]
}

# Debian and Ubuntu, as root or with sudo; sudo may ask only where somebody can answer.
install_packages() { # PACKAGE…
  have apt-get || return 1
  if [ "$(id -u)" -eq 0 ]; then
    as_root=''
  elif have sudo && [ -t 0 ]; then
    as_root='sudo'
  elif have sudo && sudo -n true 2>/dev/null; then
    as_root='sudo -n'
  else
    return 1
  fi
  # shellcheck disable=SC2086 # one or two words, or none
  $as_root apt-get update -q >&2 &&
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2
}

# --- taking a release -----------------------------------------------------------------------------------------------

take_release() {
  have curl || install_packages curl ca-certificates || true
  have curl || fail "curl is needed to download a release" "install curl and run again"
  have tar || fail "tar is needed to unpack a release" "install tar and run again"
  release_address
  refuse_plain_http
  say "downloading $address"
  download "$address" "$work/archive.tar.gz" || fail "could not download $address"
  expect_checksum
  actual=$(sha256 "$work/archive.tar.gz")
  [ "$actual" = "$expected" ] || fail "the SHA-256 of $archive is $actual, expected $expected" \
    "the archive is incomplete or was changed; nothing was installed"
  unpack
  try_program
  if [ -n "${ENT_VERSION:-}" ] && [ "$version" != "${ENT_VERSION#v}" ]; then
    fail "the archive holds ent $version, not ${ENT_VERSION#v}" "nothing was installed"
  fi
}

release_address() {
  url=${ENT_RELEASE_URL%/}
  case $url in
    *.tar.gz) address=$url ;;
    *)
      detect_platform
      if [ -n "${ENT_VERSION:-}" ]; then
        address=$url/download/v${ENT_VERSION#v}/ent-$platform.tar.gz
      else
        address=$url/latest/download/ent-$platform.tar.gz
      fi
      ;;
  esac
  archive=${address##*/}
}

# The Linux programs are linked statically, so glibc and musl systems take the same archive.
detect_platform() {
  case $(uname -m) in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) fail "there is no release for $(uname -m) machines" "build from a clone of the project: ./install.sh" ;;
  esac
  case $(uname -s) in
    Linux) platform=$machine-unknown-linux-musl ;;
    Darwin) platform=$machine-apple-darwin ;;
    *) fail "this script installs releases on Linux and macOS, not on $(uname -s)" \
      "for Windows take the .zip archive of the release" ;;
  esac
}

# A checksum that travels the same open road as the archive proves nothing.
refuse_plain_http() {
  protocols='=https'
  case $address in
    https://*) return 0 ;;
    http://127.0.0.1[:/]* | http://localhost[:/]* | http://\[::1\][:/]*) protocols='=http,https' ;;
    http://*)
      [ -n "${ENT_SHA256:-}" ] || fail "$address is not https" "use https, or give the archive's ENT_SHA256"
      protocols='=http,https'
      ;;
    *) fail "ENT_RELEASE_URL must begin with https://, and this is ${ENT_RELEASE_URL}" ;;
  esac
}

download() { # ADDRESS FILE
  curl --fail --silent --show-error --location --proto "$protocols" --proto-redir "$protocols" \
    --connect-timeout 20 --retry 2 --max-filesize 268435456 --output "$2" "$1" </dev/null
}

expect_checksum() {
  if [ -n "${ENT_SHA256:-}" ]; then
    expected=$ENT_SHA256
  elif download "$address.sha256" "$work/sha256" 2>/dev/null; then
    expected=$(awk 'NR == 1 { print $1 }' "$work/sha256")
  elif download "${address%/*}/SHA256SUMS" "$work/sums" 2>/dev/null; then
    expected=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1; exit }' "$work/sums")
  else
    fail "no checksum is published for $archive" \
      "without one nothing is installed; give ENT_SHA256 if you have it from a source you trust"
  fi
  expected=$(printf '%s' "$expected" | tr 'A-F' 'a-f')
  case $expected in
    *[!0-9a-f]*) expected='' ;;
  esac
  [ ${#expected} -eq 64 ] || fail "the checksum published for $archive is not a SHA-256" "nothing was installed"
}

sha256() { # FILE
  if have sha256sum; then
    sha256sum <"$1" | cut -d ' ' -f 1
  elif have shasum; then
    shasum -a 256 <"$1" | cut -d ' ' -f 1
  elif have openssl; then
    openssl dgst -sha256 -r <"$1" | cut -d ' ' -f 1
  else
    fail "sha256sum, shasum or openssl is needed to check the download"
  fi
}

# Only the program is taken out of the archive, as a stream: no name in the archive decides where anything is written.
unpack() {
  tar -tzf "$work/archive.tar.gz" >"$work/names" 2>/dev/null ||
    fail "$archive is not a readable .tar.gz archive" "nothing was installed"
  if grep -E '^/|(^|/)\.\.(/|$)' "$work/names" >/dev/null; then
    fail "$archive holds a path that leads out of it" "do not trust this archive; nothing was installed"
  fi
  member=$(grep -E '^(\./)?(ent-[A-Za-z0-9_.-]+/)?ent$' "$work/names" || true)
  [ "$(printf '%s\n' "$member" | grep -c .)" -eq 1 ] || fail "$archive does not hold exactly one ent" "nothing was installed"
  if ! { tar -xzOf "$work/archive.tar.gz" "$member" >"$work/ent" && [ -s "$work/ent" ]; } 2>/dev/null; then
    fail "cannot unpack $archive" "nothing was installed"
  fi
  chmod 755 "$work/ent"
  program=$work/ent
}

# --- both -----------------------------------------------------------------------------------------------------------

# A program that does not start here (another machine's, a broken one) never replaces one that does.
try_program() {
  version=$("$program" --version 2>/dev/null </dev/null | sed -n '1s/^ent \([0-9][^ ]*\).*/\1/p') || version=''
  [ -n "$version" ] || fail "the new ent does not start on this machine" "nothing was installed"
}

# Copied beside the old one, then renamed over it: whoever starts `ent` meanwhile gets the old or the new one, whole.
put_in_place() {
  staged=$directory/.ent.$$
  if ! { cp "$program" "$staged" && chmod 755 "$staged" && mv -f "$staged" "$directory/ent"; }; then
    fail "cannot write $directory/ent" "set ENT_INSTALL_DIR to a folder you can write to"
  fi
  staged=''
}

say_where() {
  say "installed ent $version as $directory/ent"
  case :$PATH: in
    *:"$directory":*)
      first=$(command -v ent || true)
      [ "$first" = "$directory/ent" ] || say "note: another ent comes first on PATH: $first"
      ;;
    *)
      # shellcheck disable=SC2016 # for the reader to type
      say "note: $directory is not on your PATH; add it: "'export PATH="'"$directory"':$PATH"'
      ;;
  esac
}

{ main "$@"; }
