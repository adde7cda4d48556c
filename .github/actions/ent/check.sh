#!/usr/bin/env bash
# Runs `ent check`: the report for people and the annotations in the log, the full table in the job summary, JSON and
# SARIF as files, and the exit code as the step's result.
set -euo pipefail

reports=$RUNNER_TEMP/ent-reports
mkdir -p "$reports"
rm -f "$reports"/ent.*
read -ra gates <<<"${INPUT_GATES:-}"
read -ra arguments <<<"${INPUT_ARGUMENTS:-}"
read -ra tolerated <<<"${INPUT_TOLERATE:-}"

# Only a pull request has a conversation to write into.
if [[ ${INPUT_COMMENT:-} == true && ${GITHUB_EVENT_NAME:-} == pull_request* ]]; then
  arguments+=(--comment)
fi
# A token that the caller's environment sets stays.
if [[ -z ${GITHUB_TOKEN:-}${GH_TOKEN:-} && -n ${INPUT_TOKEN:-} ]]; then
  export GITHUB_TOKEN=$INPUT_TOKEN
fi

code=0
ent check "${gates[@]}" -C "${INPUT_DIRECTORY:-.}" --format github \
  --format "json=$reports/ent.json" --format "sarif=$reports/ent.sarif" "${arguments[@]}" || code=$?

verdict=''
if [[ -f $reports/ent.json ]]; then
  verdict=$(sed -n 's/^ *"verdict": *"\([a-z_]*\)".*/\1/p' "$reports/ent.json" | head -n 1)
fi
{
  echo "exit-code=$code"
  echo "verdict=$verdict"
  echo "report=$reports/ent.json"
  echo "sarif=$reports/ent.sarif"
} >>"$GITHUB_OUTPUT"

for tolerable in "${tolerated[@]}"; do
  if [[ $code -ne 0 && $code -eq $tolerable ]]; then
    echo "::warning title=ent::ent check ended with $code, which this step tolerates"
    exit 0
  fi
done
exit "$code"
