#!/usr/bin/env bash
# The figures of `ent dora report --tags` against the same figures made with plain git commands: no code is shared.
#
#   tests/peers/dora.sh ENT                         on repositories made here
#   tests/peers/dora.sh ENT DIR REGEX SINCE UNTIL   on a clone of any project, with its whole history and its tags
#
# By the definition: in the order of (time, name) a release brings what is reachable from it and from no earlier release; merges are
# no changes; the first release of all is the baseline. `git rev-list TAG --not EARLIER…` says exactly that, one process per release:
# slow and plain. Median and p90 interpolate (type 7).
#
# Public repositories to compare with, whole clones (`git clone URL`, not shallow), each of another shape:
#   https://github.com/git/git         v2\.\d+\.\d+   2024-01-01 2025-01-01   merges, maintenance lines, annotated tags
#   https://github.com/rails/rails     v\d+\.\d+\.\d+(\.\d+)?   2024-01-01 2025-01-01   several lines tagged on one day
#   https://github.com/pyenv/pyenv     v\d+\.\d+\.\d+   2024-01-01 2025-01-01   merges, annotated and lightweight tags
# Where this script was written none of them could be had: no host of repositories is reachable from there, packages of registries come
# without history, and the only clones of public projects on the machine were cut off to one commit (which ent refuses). So the comparison
# runs on four made repositories of these shapes: squash only, merges with parallel lines, bursts of lightweight tags, clocks that disagree.
set -euo pipefail
export LC_ALL=C GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null

# release times: tagger of an annotated tag, committer of the commit of a lightweight one; only tags that lead to commits
releases() { # DIR REGEX
  git -C "$1" for-each-ref refs/tags --format='%(objecttype) %(*objecttype) %(taggerdate:unix) %(committerdate:unix) %(refname:strip=2)' |
    awk '$1 == "commit" { print $(NF-1), $NF } $1 == "tag" && $2 == "commit" { print $3, $NF }' |
    grep -P "^\d+ (?:$2)\$" | sort -k1,1n -k2,2
}

# deployments, changes, skew, median and p90 with plain git
plain() { # DIR REGEX SINCE UNTIL
  local since until earlier=() number=0 leads deployments=0
  since=$(date -u -d "$3" +%s) until=$(date -u -d "$4" +%s)
  leads=$(mktemp)
  while read -r at tag; do
    if ((at >= since && at < until)); then
      deployments=$((deployments + 1))
      if ((number > 0)); then
        git -C "$1" rev-list --no-merges --timestamp "$tag^{commit}" --not "${earlier[@]}" | awk -v at="$at" '{ print at - $1 }' >>"$leads"
      fi
    fi
    earlier+=("$tag^{commit}")
    number=$((number + 1))
  done < <(releases "$1" "$2")
  sort -n "$leads" | awk -v deployments="$deployments" '
    $1 < 0 { skew++; next }
    { lead[n++] = $1; sum += $1 }
    function quantile(p,  place, below) {
      place = p * (n - 1); below = int(place)
      return lead[below] + (place - below) * ((below + 1 < n ? lead[below + 1] : lead[below]) - lead[below])
    }
    END {
      printf "deployments %d\nchanges %d\nskew %d\n", deployments, n, skew
      if (n > 0) printf "median %.3f\np90 %.3f\nmean %.3f\n", quantile(0.5), quantile(0.9), sum / n
    }'
  rm -f "$leads"
}

ours() { # DIR REGEX SINCE UNTIL
  "$ent" dora report -C "$1" --tags "$2" --since "$3" --until "$4" --now "${4}T00:00:00Z" --format json |
    python3 -c '
import json, re, sys
report = json.load(sys.stdin)
value = {m["name"]: m["value"] for m in report["measures"] if m["labels"].get("service") == "default"}
skew = [re.search(r": (\d+) change", f["message"]) for f in report["findings"] if f["rule"] == "dora/negative-lead-time"]
print("deployments %d\nchanges %d\nskew %d" % (value["deployments"], value["changes"], int(skew[0].group(1)) if skew else 0))
for short in ("median", "p90", "mean"):
    if value["change_lead_time_" + short] is not None:
        print("%s %.3f" % (short, value["change_lead_time_" + short]))
'
}

compare() { # NAME DIR REGEX SINCE UNTIL
  local name=$1 expected found
  shift
  expected=$(plain "$@") found=$(ours "$@")
  if [[ "$expected" == "$found" ]]; then
    echo "$name: agrees ($(tr '\n' ' ' <<<"$found" | sed 's/ $//'))"
    passed=$((passed + 1))
  else
    echo "$name: differs"
    diff <(echo "$expected") <(echo "$found") | sed 's/^</  git:/; s/^>/  ent:/' || true
    failed=$((failed + 1))
  fi
}

# Repositories made here; times in seconds from 2024-01-01.
base=1704067200

commit_at() { # DIR SECONDS [author seconds]
  local when="@$((base + $2)) +0000"
  GIT_AUTHOR_DATE="@$((base + ${3:-$2})) +0000" GIT_COMMITTER_DATE="$when" git -C "$1" -c user.name=Ana -c user.email=a@b commit -q --allow-empty -m "change at $2"
}

tag_at() { # DIR SECONDS NAME
  GIT_COMMITTER_DATE="@$((base + $2)) +0000" git -C "$1" -c user.name=Ana -c user.email=a@b tag -m "$3" "$3"
}

merge_at() { # DIR SECONDS BRANCH
  local when="@$((base + $2)) +0000"
  GIT_AUTHOR_DATE="$when" GIT_COMMITTER_DATE="$when" git -C "$1" -c user.name=Ana -c user.email=a@b merge -q --no-ff -m "merge $3" "$3"
}

squash_only() { # DIR
  git init -q -b main "$1"
  for n in $(seq 1 60); do
    commit_at "$1" $((n * 50000 + (n * n * 977) % 30000))
    ((n % 7 != 0)) || tag_at "$1" $((n * 50000 + 40000)) "v1.$((n / 7)).0"
  done
}

merges_and_lines() { # DIR
  git init -q -b main "$1"
  commit_at "$1" 1000
  tag_at "$1" 2000 v1.0.0
  for n in $(seq 1 12); do
    local at=$((n * 200000))
    git -C "$1" checkout -q -b "topic$n"
    commit_at "$1" $((at + 1000)) && commit_at "$1" $((at + 9000))
    git -C "$1" checkout -q main
    commit_at "$1" $((at + 5000))
    merge_at "$1" $((at + 20000)) "topic$n"
    if ((n % 3 == 0)); then
      tag_at "$1" $((at + 30000)) "v1.$n.0"
      git -C "$1" checkout -q -b "line$n" && commit_at "$1" $((at + 40000)) && tag_at "$1" $((at + 90000)) "v1.$n.1"
      git -C "$1" checkout -q main && merge_at "$1" $((at + 95000)) "line$n"
    fi
  done
  tag_at "$1" 2600000 v2.0.0
}

bursts() { # DIR
  git init -q -b main "$1"
  for n in $(seq 1 40); do
    commit_at "$1" $((n * 60000))
    if ((n % 5 == 0)); then
      git -C "$1" tag "v$n.0.0" && git -C "$1" tag "v$n.0.1" && tag_at "$1" $((n * 60000 + 100)) "v$n.0.2"
    fi
  done
  git -C "$1" tag v99.0.0 "main^{tree}"
}

clocks() { # DIR
  git init -q -b main "$1"
  for n in $(seq 1 50); do
    commit_at "$1" $((n * 40000 + (n % 6 == 0 ? 90000 : 0) - (n % 11 == 0 ? 5000000 : 0)))
    ((n % 4 != 0)) || tag_at "$1" $((n * 40000 + 20000)) "v0.$n.0"
  done
}

ent=$(realpath "$1")
passed=0 failed=0
if (($# > 1)); then
  compare "$2" "$2" "$3" "$4" "$5"
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  for shape in squash_only merges_and_lines bursts clocks; do
    "$shape" "$work/$shape"
    compare "$shape" "$work/$shape" 'v\d+\.\d+\.\d+' 2024-01-01 2024-07-01
    compare "$shape, a fortnight" "$work/$shape" 'v\d+\.\d+\.\d+' 2024-01-10 2024-01-24
  done
fi
echo "$passed passed, $failed failed"
((failed == 0))
