#!/usr/bin/env bash
# Tests of the composite action in .github/actions/ent, in a runner's environment as GitHub documents it: the variables,
# and the files GITHUB_OUTPUT, GITHUB_PATH and GITHUB_STEP_SUMMARY. One line per case: `ok NAME` or `FAILED NAME`.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
temporary=$(mktemp -d "${TMPDIR:-/tmp}/ent-action-tests.XXXXXX")
server=''
trap '[[ -z $server ]] || kill "$server" 2>/dev/null; rm -rf "$temporary"' EXIT
failed=0
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml")

main() {
  every_input_is_passed
  installs
  templates
  results
  real_program
  return "$failed"
}

# --- the stage ------------------------------------------------------------------------------------------------------

# A job of its own: workspace, temporary folder and the files a step writes to.
job() {
  job=$(mktemp -d "$temporary/job.XXXXXX")
  mkdir "$job/workspace" "$job/temp" "$job/bin"
  touch "$job/output" "$job/path" "$job/summary"
}

# Runs one script of the action; leaves $status and $log.
step() { # SCRIPT [NAME=VALUE…]
  local script=$1
  shift
  status=0
  (
    cd "$job/workspace"
    env -i HOME="$job" PATH="$job/bin:$PATH" CI=true GITHUB_ACTIONS=true GITHUB_WORKSPACE="$job/workspace" \
      GITHUB_ACTION_PATH="$root/.github/actions/ent" GITHUB_SERVER_URL=http://localhost:9 \
      GITHUB_REPOSITORY=owner/shop GITHUB_EVENT_NAME=pull_request GITHUB_REF=refs/pull/7/merge \
      GITHUB_OUTPUT="$job/output" GITHUB_PATH="$job/path" GITHUB_STEP_SUMMARY="$job/summary" \
      RUNNER_TEMP="$job/temp" RUNNER_OS=Linux "$@" bash "$root/.github/actions/ent/$script"
  ) >"$job/log" 2>&1 </dev/null || status=$?
  log=$(cat "$job/log")
}

# A program that tells its arguments, writes a report and ends as told.
stand_in() { # EXIT CODE
  cat >"$job/bin/ent" <<PROGRAM
#!/bin/sh
echo "arguments: \$* token=\${GITHUB_TOKEN:-}"
for argument in "\$@"; do
  case \$argument in
    json=*) printf '{\n  "schema_version": 1,\n  "verdict": "failed",\n  "exit_code": $1\n}\n' >"\${argument#json=}" ;;
  esac
done
exit $1
PROGRAM
  chmod 755 "$job/bin/ent"
}

check() { # NAME CONDITION…, each a bash expression
  local name=$1 condition
  shift
  for condition in "$@"; do
    if ! eval "$condition"; then
      failed=1
      echo "FAILED $name"
      printf '  %s\n' "not so: $condition" "exit code $status" "log: $log" "output: $(cat "$job/output")"
      return
    fi
  done
  echo "ok $name"
}

# --- the cases ------------------------------------------------------------------------------------------------------

# A step of a composite action sees its inputs only where they are named.
every_input_is_passed() {
  local action=$root/.github/actions/ent/action.yml name variable missing=''
  while read -r name; do
    variable=INPUT_$(tr 'a-z-' 'A-Z_' <<<"$name")
    grep -qF "$variable: \${{ inputs.$name }}" "$action" || missing+=" $name"
    grep -qF "$variable" "$root"/.github/actions/ent/*.sh || missing+=" $variable"
  done < <(sed -n '/^inputs:/,/^outputs:/s/^  \([a-z0-9-]*\):$/\1/p' "$action")
  job
  status=0 log="not passed:$missing"
  check "every input reaches its script" "[[ -z '$missing' ]]"
}

start_server() {
  mkdir -p "$temporary/www"
  python3 "$root/tests/install/server.py" "$temporary/www" >"$temporary/port" &
  server=$!
  local try
  for try in $(seq 100); do
    [[ -s $temporary/port ]] && break
    sleep 0.1
  done
  server_url=http://127.0.0.1:$(cat "$temporary/port")
  [[ $server_url != *: ]] || echo "FAILED server: no answer after $try tries"
}

installs() {
  if ! command -v python3 >/dev/null; then
    echo "skipped installing a release: python3 is needed for the server"
    return
  fi
  start_server
  job
  local platform folder=$temporary/www/owner/ent/releases/download/v$version
  case $(uname -s) in Darwin) platform=apple-darwin ;; *) platform=unknown-linux-musl ;; esac
  local archive
  archive=ent-$(uname -m | sed s/arm64/aarch64/)-$platform.tar.gz
  mkdir -p "$folder"
  printf '#!/bin/sh\necho "ent %s"\n' "$version" >"$job/temp/ent"
  chmod 755 "$job/temp/ent"
  tar -czf "$folder/$archive" -C "$job/temp" ent
  (cd "$folder" && sha256sum "$archive" >"$archive.sha256")
  job
  step install.sh GITHUB_SERVER_URL="$server_url" ACTION_REPOSITORY=owner/ent INPUT_VERSION= INPUT_SHA256=
  # shellcheck disable=SC2016 # evaluated by check
  check "installs the release of the action's own version" '[[ $status -eq 0 ]]' \
    '[[ $(cat "$job/path") == "$job/temp/ent-bin" ]]' '[[ $("$job/temp/ent-bin/ent" --version) == "ent $version" ]]'

  job
  step install.sh GITHUB_SERVER_URL="$server_url" ACTION_REPOSITORY=owner/ent INPUT_VERSION=99.0.0 INPUT_SHA256=
  # shellcheck disable=SC2016 # evaluated by check
  check "a release that is not there fails the step" '[[ $status -eq 1 ]]' '[[ ! -s $job/path ]]' '[[ $log == *"could not download"* ]]'

  job
  step install.sh GITHUB_SERVER_URL="$server_url" ACTION_REPOSITORY=owner/ent INPUT_VERSION="$version" \
    INPUT_SHA256="$(printf 'a%.0s' $(seq 64))"
  # shellcheck disable=SC2016 # evaluated by check
  check "an archive with another checksum fails the step" '[[ $status -eq 1 ]]' '[[ ! -s $job/path ]]'
}

# The commands with which the templates that `ent init --ci` writes install the program, against a release on this machine.
templates() {
  [[ -n $server ]] || return 0
  local folder=$temporary/www/owner/mirror/releases/download/v$version archive=ent-x86_64-unknown-linux-musl.tar.gz
  mkdir -p "$folder" "$temporary/pack/ent-x86_64-unknown-linux-musl"
  printf '#!/bin/sh\necho "ent %s"\n' "$version" >"$temporary/pack/ent-x86_64-unknown-linux-musl/ent"
  chmod 755 "$temporary/pack/ent-x86_64-unknown-linux-musl/ent"
  tar -czf "$folder/$archive" -C "$temporary/pack" ent-x86_64-unknown-linux-musl
  local good
  good=$(sha256sum <"$folder/$archive" | cut -d ' ' -f 1)

  status=0 log="see templates/ci"
  # shellcheck disable=SC2016 # evaluated by check
  check "the templates name this version" '[[ $(grep -cF "ENT_VERSION: \"$version\"" "$root"/templates/ci/*.yml | grep -c ":1$") -eq 2 ]]'

  template_install GITHUB "$good"
  # shellcheck disable=SC2016 # evaluated by check
  check "the GitHub template installs the archive with the pinned checksum" '[[ $status -eq 0 ]]' \
    '[[ $(cat "$job/path") == "$job/temp/ent" ]]' '[[ $("$job/temp/ent/ent" --version) == "ent $version" ]]'
  template_install GITHUB "${good//[0-4]/5}"
  # shellcheck disable=SC2016 # evaluated by check
  check "the GitHub template refuses another archive" '[[ $status -ne 0 ]]' '[[ ! -s $job/path ]]'
  template_install GITHUB ''
  # shellcheck disable=SC2016 # evaluated by check
  check "the GitHub template refuses to go without a checksum" '[[ $status -ne 0 ]]' '[[ $log == *"ENT_SHA256: is not set"* ]]'

  template_install GITLAB "$good"
  # shellcheck disable=SC2016 # evaluated by check
  check "the GitLab template installs the archive with the pinned checksum" '[[ $status -eq 0 ]]' \
    '[[ $("$job/bin/ent" --version) == "ent $version" ]]'
  template_install GITLAB "${good//[0-4]/5}"
  # shellcheck disable=SC2016 # evaluated by check
  check "the GitLab template refuses another archive" '[[ $status -ne 0 ]]' '[[ ! -e $job/bin/ent ]]'
}

template_install() { # GITHUB|GITLAB SHA-256
  job
  local commands
  if [[ $1 == GITHUB ]]; then
    commands=$(sed -n '/name: Install ent/,/^      - /{/^          /s/^          //p}' "$root/templates/ci/github.yml")
  else
    commands=$(sed -n '/^  before_script:/,/^  script:/{/apt-get/d;s/^    - //p}' "$root/templates/ci/gitlab.yml")
  fi
  commands=${commands//\'=https\'/\'=http\'}
  commands=${commands//\/tmp\/ent.tar.gz/$job/temp/ent.tar.gz}
  commands=${commands//\/usr\/local\/bin/$job/bin}
  status=0
  env -i PATH="$PATH" RUNNER_TEMP="$job/temp" GITHUB_PATH="$job/path" ENT_VERSION="$version" ENT_SHA256="$2" \
    ENT_RELEASE_URL="$server_url/owner/mirror/releases" bash -e -c "$commands" >"$job/log" 2>&1 </dev/null || status=$?
  log=$(cat "$job/log")
}

results() {
  job
  stand_in 0
  step check.sh INPUT_GATES='runbooks updates' INPUT_ARGUMENTS='--strict --fail-on warning' INPUT_DIRECTORY=services/api
  # shellcheck disable=SC2016 # evaluated by check
  check "passes gates, folder and options" '[[ $status -eq 0 ]]' \
    '[[ $log == *"arguments: check runbooks updates -C services/api --format github "*" --strict --fail-on warning"* ]]'

  job
  stand_in 0
  step check.sh INPUT_COMMENT=true INPUT_TOKEN=token
  # shellcheck disable=SC2016 # evaluated by check
  check "comments in a pull request where asked to" '[[ $log == *" --comment token=token"* ]]'

  job
  stand_in 0
  step check.sh INPUT_COMMENT=true INPUT_TOKEN=other GITHUB_EVENT_NAME=push GH_TOKEN=own
  # shellcheck disable=SC2016 # evaluated by check
  check "comments nowhere else, and leaves a token that is there" '[[ $log != *--comment* ]]' '[[ $log == *" token="* ]]'

  job
  stand_in 1
  step check.sh INPUT_TOLERATE=3
  # shellcheck disable=SC2016 # evaluated by check
  check "a failed gate fails the step, and the outputs are set" '[[ $status -eq 1 ]]' \
    'grep -qx "exit-code=1" "$job/output"' 'grep -qx "verdict=failed" "$job/output"' \
    'grep -qx "report=$job/temp/ent-reports/ent.json" "$job/output"' '[[ -f $job/temp/ent-reports/ent.json ]]'

  job
  stand_in 3
  step check.sh INPUT_TOLERATE='3 4'
  # shellcheck disable=SC2016 # evaluated by check
  check "a tolerated code passes, and is said" '[[ $status -eq 0 ]]' 'grep -qx "exit-code=3" "$job/output"' \
    '[[ $log == *"::warning title=ent::ent check ended with 3"* ]]'

  job
  stand_in 3
  step check.sh INPUT_TOLERATE=
  # shellcheck disable=SC2016 # evaluated by check
  check "inconclusive fails the step unless tolerated" '[[ $status -eq 3 ]]'

  job
  step check.sh PATH=/usr/bin:/bin
  # shellcheck disable=SC2016 # evaluated by check
  check "without ent the step fails" '[[ $status -eq 127 ]]' 'grep -qx "verdict=" "$job/output"'
}

# The program itself, where it is built: tests/run names it.
real_program() {
  local program=${ENT_PROGRAM:-$root/target/debug/ent}
  if [[ $("$program" --version 2>/dev/null) != "ent "* ]]; then
    echo "skipped the real program: $program is not built"
    return
  fi
  job
  ln -s "$program" "$job/bin/ent"
  cp -R "$root/fixtures/shop/." "$job/workspace/"
  step check.sh INPUT_ARGUMENTS='--now 2026-11-24T12:00:00Z'
  # shellcheck disable=SC2016 # evaluated by check
  check "the real program passes the good shop" '[[ $status -eq 0 ]]' 'grep -qx "verdict=passed" "$job/output"' \
    '[[ $log != *"::error "* ]]' '[[ -s $job/summary ]]'

  # The same shop, with what its runbooks begin with cut off.
  local page
  for page in "$job"/workspace/docs/runbooks/*.md; do sed -i.bak '1,/^# /d' "$page" && rm "$page.bak"; done
  : >"$job/output"
  : >"$job/summary"
  step check.sh INPUT_ARGUMENTS='--now 2026-11-24T12:00:00Z'
  # shellcheck disable=SC2016 # evaluated by check
  check "the real program annotates, summarises and fails" '[[ $status -eq 1 ]]' \
    '[[ $log == *"::error file=docs/runbooks/"* ]]' '[[ $(cat "$job/summary") == *"| error |"* ]]' \
    'grep -qx "exit-code=1" "$job/output"' 'grep -qx "verdict=failed" "$job/output"' \
    '[[ -s $job/temp/ent-reports/ent.sarif ]]' \
    '(($(grep -c "^::error " "$job/log") <= 10))' '(($(grep -c "^::warning " "$job/log") <= 10))'

  real_gitlab_job "$program"

  step check.sh INPUT_ARGUMENTS='--no-such-option'
  # shellcheck disable=SC2016 # evaluated by check
  check "an option that does not exist fails the step" '[[ $status -eq 2 ]]' '[[ $(tail -n 3 "$job/output") == verdict=$'"'\\n'"'* ]]'
}

# The command of the GitLab template with the program itself, under the variables that GitLab predefines for a merge request.
gitlab_job() {
  local commands
  commands=$(sed -n '/^  script:/,/^  artifacts:/s/^    - //p' "$root/templates/ci/gitlab.yml")
  status=0
  (
    cd "$job/workspace"
    env -i HOME="$job" PATH="$job/bin:$PATH" CI=true GITLAB_CI=true CI_SERVER=yes CI_JOB_NAME=ent CI_JOB_STAGE=test \
      CI_PROJECT_DIR="$job/workspace" CI_BUILDS_DIR="$job" CI_PIPELINE_SOURCE=merge_request_event CI_MERGE_REQUEST_IID=7 \
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main CI_DEFAULT_BRANCH=main CI_COMMIT_REF_NAME=change CI_NODE_TOTAL=1 \
      bash -e -c "$commands --now 2026-11-24T12:00:00Z"
  ) >"$job/log" 2>&1 </dev/null || status=$?
  log=$(cat "$job/log")
}

real_gitlab_job() { # PROGRAM
  local first=$job artifact page
  job
  ln -s "$1" "$job/bin/ent"
  cp -R "$root/fixtures/shop/." "$job/workspace/"
  gitlab_job
  local reports=$job/workspace
  # shellcheck disable=SC2016 # evaluated by check
  check "the GitLab template's command passes the good shop" '[[ $status -eq 0 ]]' '[[ $log == *passed* ]]' \
    '[[ $(tr -d "[:space:]" <"$job/workspace/ent-codequality.json") == "[]" ]]'
  # What the template names as artifacts is there.
  local named=0
  while read -r artifact; do
    named=$((named + 1))
    [[ -s $reports/$artifact ]] || status=99
  done < <(sed -n '/^  artifacts:/,$s/^ *\(- \|[a-z]*: \)\(ent[a-z.-]*\)$/\2/p' "$root/templates/ci/gitlab.yml")
  # shellcheck disable=SC2016 # evaluated by check
  check "every artifact that the GitLab template names is written" '[[ $status -eq 0 ]]' "[[ $named -eq 4 ]]"

  for page in "$job"/workspace/docs/runbooks/*.md; do sed -i.bak '1,/^# /d' "$page" && rm "$page.bak"; done
  gitlab_job
  # shellcheck disable=SC2016 # evaluated by check
  check "the GitLab template's command fails, and the merge request shows why" '[[ $status -eq 1 ]]' \
    'grep -q "\"fingerprint\": *\"" "$job/workspace/ent-codequality.json"' \
    'grep -q "\"path\": *\"docs/runbooks/" "$job/workspace/ent-codequality.json"' \
    'grep -q "<failure" "$job/workspace/ent-junit.xml"'
  job=$first
}

main
