#!/usr/bin/env python3
"""What a report of one year costs, against `git rev-list --count HEAD` in the same run.

Usage: tests/bench/dora.py [path of ent] [repository] [expression of its tags]

Without a repository one of 60,000 commits over ten years is made: a main line with merged branches, two tags a month, packed,
without a commit-graph. CPU time (user and system) and the largest resident set are those that the kernel reports for each child.
Measured on a machine of two cores under load, git 2.39: git 0.329 CPU s; ent 0.289 CPU s and 51 MB as a debug build without
optimisation (0.88 times git): an upper bound of what a release build costs.
Ends with 1 when the report costs more than 1.0 times the CPU time of git, or more than 120 MB.
"""

import os
import subprocess
import sys
import tempfile

COMMITS, YEARS, ROUNDS = 60_000, 10, 7
BEGIN = 1_451_606_400  # 2016-01-01
STEP = YEARS * 365 * 86_400 // COMMITS
QUIET = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}


def stream():
    """A repository for `git fast-import`: every fifth commit is a merge of a branch of three."""
    number, head, tag = 0, None, 0
    while number < COMMITS:
        branch = []
        for _ in range(3):
            number += 1
            at = BEGIN + number * STEP
            parent = branch[-1] if branch else head
            yield commit(number, at, [parent] if parent else [], number)
            branch.append(number)
        number += 1
        yield commit(number, BEGIN + number * STEP, [head] if head else [branch[-1]], number)
        main = number
        number += 1
        yield commit(number, BEGIN + number * STEP, [main, branch[-1]], None)
        head = number
        month = (head * STEP) // (15 * 86_400)
        if month > tag:
            tag = month
            at = BEGIN + head * STEP + 3_600
            yield f"tag v{tag}.0.0\nfrom :{head}\ntagger Ana <ana@example.com> {at} +0000\ndata 8\nrelease\n\n"


def commit(number, at, parents, file):
    words = f"Change number {number}\n\nWhy it was made, in a line or two of words.\n"
    out = f"commit refs/heads/main\nmark :{number}\nauthor Ana <ana@example.com> {at - 7_200} +0000\n"
    out += f"committer Ana <ana@example.com> {at} +0000\ndata {len(words)}\n{words}"
    if parents:
        out += f"from :{parents[0]}\n"
        out += "".join(f"merge :{parent}\n" for parent in parents[1:])
    if file is not None:
        text = f"{number}\n"
        out += f"M 100644 inline services/s{file % 40}/f{file % 25}\ndata {len(text)}\n{text}"
    return out + "\n"


def make(folder):
    git = ["git", "-c", "init.defaultBranch=main", "-C", folder]
    subprocess.run([*git, "init", "-q", "--bare"], check=True, env=QUIET)
    child = subprocess.Popen([*git, "fast-import", "--quiet"], stdin=subprocess.PIPE, env=QUIET)
    for piece in stream():
        child.stdin.write(piece.encode())
    child.stdin.close()
    assert child.wait() == 0
    subprocess.run([*git, "-c", "core.commitGraph=false", "repack", "-q", "-ad"], check=True, env=QUIET)


def cost(command, folder):
    """CPU seconds and the largest resident set in MB of one run."""
    with open(os.devnull, "wb") as nowhere:
        child = subprocess.Popen(command, cwd=folder, stdout=nowhere, env=QUIET)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, f"{command}: exit {child.returncode}"
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(ent, folder, tags, since, until):
    graph = os.path.join(subprocess.check_output(["git", "-C", folder, "rev-parse", "--git-common-dir"], text=True).strip(), "objects/info")
    has_graph = any(os.path.exists(os.path.join(folder, graph, name)) for name in ("commit-graph", "commit-graphs"))
    commits = subprocess.check_output(["git", "-C", folder, "rev-list", "--count", "HEAD"], text=True).strip()
    # The rounds of the two alternate, so that both meet the same machine.
    report = [ent, "dora", "report", "--tags", tags, "--since", since, "--until", until, "--now", f"{until}T00:00:00Z", "--format", "json"]
    own, git = [], []
    for _ in range(ROUNDS):
        git.append(cost(["git", "rev-list", "--count", "HEAD"], folder))
        own.append(cost(report, folder))
    git_cpu, own_cpu, memory = min(c for c, _ in git), min(c for c, _ in own), max(m for _, m in own)
    ratio = own_cpu / git_cpu
    print(f"{commits} commits, commit-graph: {'yes' if has_graph else 'no'}")
    print(f"git rev-list --count HEAD: {git_cpu:.3f} CPU s")
    print(f"ent dora report, one year: {own_cpu:.3f} CPU s, {memory:.0f} MB; {ratio:.2f} times git")
    return ratio <= 1.0 and memory <= 120


def main():
    ent = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/ent")
    if len(sys.argv) > 2:
        good = measure(ent, sys.argv[2], sys.argv[3], "2025-01-01", "2026-01-01")
    else:
        with tempfile.TemporaryDirectory() as folder:
            make(folder)
            good = measure(ent, folder, r"v\d+\.\d+\.\d+", "2025-01-01", "2026-01-01")
    sys.exit(0 if good else 1)


main()
