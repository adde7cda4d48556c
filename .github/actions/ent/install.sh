#!/usr/bin/env bash
# Puts `ent` into a folder of this job and that folder on PATH: the release that belongs to this action, another one,
# or what the action's own source builds to.
set -euo pipefail

project=$(cd "$GITHUB_ACTION_PATH/../../.." && pwd)
export ENT_INSTALL_DIR=$RUNNER_TEMP/ent-bin
case ${INPUT_VERSION:-} in
  build)
    unset ENT_RELEASE_URL ENT_VERSION ENT_SHA256
    ;;
  *)
    ENT_VERSION=${INPUT_VERSION:-$(sed -n 's/^version = "\(.*\)"$/\1/p' "$project/Cargo.toml")}
    # A mirror may be set for the job; the default is where this action comes from.
    ENT_RELEASE_URL=${ENT_RELEASE_URL:-$GITHUB_SERVER_URL/${ACTION_REPOSITORY:-$GITHUB_REPOSITORY}/releases}
    export ENT_VERSION ENT_RELEASE_URL
    [[ -z ${INPUT_SHA256:-} ]] || export ENT_SHA256=$INPUT_SHA256
    ;;
esac
sh "$project/install.sh"
echo "$ENT_INSTALL_DIR" >>"$GITHUB_PATH"
