#!/usr/bin/env python3
"""Follows the worked examples of CONTRIBUTING.md literally in a fresh clone: tests/contributing/try.py

A comment before a code block says what to do with it:
  <!-- file: PATH -->            write the block to PATH
  <!-- before: TEXT in PATH -->  insert the block before the first line of PATH that holds TEXT
  <!-- run -->                   run the block's lines; `# exits N` at the end of a line is the expected exit code,
                                 and `#> TEXT` lines after it must occur in what it printed
It compiles the clone, so it is no part of tests/run. CARGO_TARGET_DIR may name a folder to build in, but not that of
this checkout: Cargo would take the clone's packages for its own.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^<!-- (.+?) -->\n+```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def insert(path, marker, block):
    lines = path.read_text().splitlines(keepends=True)
    at = next((n for n, line in enumerate(lines) if marker in line), None)
    if at is None:
        sys.exit(f"{path}: no line holds {marker!r}")
    lines.insert(at, block)
    path.write_text("".join(lines))


def run(block, clone):
    command, code, expected = None, 0, []
    for line in block.splitlines() + ["end"]:
        if line.startswith("#> "):
            expected.append(line[3:])
            continue
        if command:
            execute(command, code, expected, clone)
        command, _, comment = line.partition("  # exits ")
        code, expected = int(comment or 0), []
        if line == "end":
            return


def execute(command, code, expected, clone):
    print(f"$ {command}", flush=True)
    done = subprocess.run(command, shell=True, cwd=clone, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    missing = [text for text in expected if text not in done.stdout]
    if done.returncode != code or missing:
        print(done.stdout)
        sys.exit(f"exit code {done.returncode}, expected {code}; not printed: {missing}")


def main():
    if pathlib.Path(os.environ.get("CARGO_TARGET_DIR", "none")).resolve() == ROOT / "target":
        sys.exit("CARGO_TARGET_DIR is the folder of this checkout; name another one")
    with tempfile.TemporaryDirectory(prefix="ent-contributing-") as folder:
        clone = pathlib.Path(folder, "ent")
        subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{ROOT}", clone], check=True)
        blocks = BLOCK.findall((ROOT / "CONTRIBUTING.md").read_text())
        for what, block in blocks:
            if what == "run":
                run(block, clone)
            elif what.startswith("file: "):
                path = clone / what.removeprefix("file: ")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block)
                print(f"wrote {path.relative_to(clone)}")
            elif what.startswith("before: "):
                marker, path = what.removeprefix("before: ").rsplit(" in ", 1)
                insert(clone / path, marker, block)
                print(f"changed {path}")
            else:
                sys.exit(f"unknown instruction: {what}")
        if len(blocks) < 15:
            sys.exit(f"only {len(blocks)} blocks found")
        print(f"{len(blocks)} blocks followed")


main()
