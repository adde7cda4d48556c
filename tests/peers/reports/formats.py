"""Lets the platforms' own schemas judge one rich run of `ent` in every format that has one.

Usage: python3 formats.py ENT            (needs `pip install lxml jsonschema`, and npm; fetches the two below through pip and npm)
       python3 formats.py ENT --multitool FILE --junit FILE

SARIF: Microsoft's SARIF Multitool (npm `@microsoft/sarif-multitool-linux`), with the schema of 2.1.0 and its own rules; both profiles.
JUnit: the schema of Jenkins' xUnit plugin, `junit-10.xsd`, which the source archive of pytest ships (PyPI).
GitLab: what its importer of code-quality reports demands of an entry (no schema is published apart from its source).
JSON: the schema that `ent schema report` prints.
The run holds errors, warnings, notes, waived, ignored and baselined findings, measures, a gate that cannot judge, names with
spaces, accents, quotes, `<`, `&` and `%`, and a message over two lines.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile

import jsonschema
from lxml import etree

RULE = """id: local/{name}
title: A rule & its <title>
why: Because "it" matters.
fix: |
  First this.
  Then | that.
severity: {severity}
files: ["svc/**/*.yaml"]
given: $
then: {{ field: {name}, function: truthy }}
message: "`{{{{ name }}}}` lacks {name}"
"""
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "pattern": "^[^\\n\\r]+$"},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./|/)"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}


def run(*command, cwd=None, env=None):
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def fetch(folder):
    """The multitool and the JUnit schema, through the ordinary clients."""
    run("npm", "pack", "@microsoft/sarif-multitool-linux", cwd=folder)
    run(sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", ":all:", "-d", str(folder), "pytest")
    for archive in [*folder.glob("*.tgz"), *folder.glob("*.tar.gz")]:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
    multitool = next(folder.glob("package/Sarif.Multitool"), None)
    if multitool:
        multitool.chmod(0o755)
    return multitool, next(folder.glob("pytest-*/testing/example_scripts/junit-10.xsd"), None)


def tree(ent, folder):
    """A repository whose run holds everything that a report can hold."""
    def write(path, text):
        path = folder / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    for name, severity in (("owner", "error"), ("tier", "warning"), ("link", "info")):
        write(f".ent/rules/local/{name}.yaml", RULE.format(name=name, severity=severity))
    write("svc/old.yaml", "name: old\n")
    run(ent, "baseline", "write", cwd=folder)
    write("svc/Ação & <b> 100%.yaml", 'name: "Ação & <script> %, @ana \'x\'\\nsecond line"\n')
    write("svc/b.yaml", "name: b\n")
    write("svc/c.yaml", "# ent:ignore[local/owner] a library\nname: c\ntier: 1\nlink: x\n")
    write(".ent/waivers.yaml", 'waivers:\n  - {rule: local/*, path: svc/b.yaml, owner: o, reason: \'Moved & "more"\', expires: 2026-12-31}\n')
    write("renovate.json", '{"extends": [')


def sarif(text, multitool, folder):
    path = folder / "run.sarif"
    path.write_text(text, encoding="utf-8")
    out = folder / "judged.sarif"
    run(str(multitool), "validate", str(path), "--output", str(out), "--log", "ForceOverwrite",
        env={"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "PATH": "/usr/bin:/bin", "HOME": str(folder)})
    if not out.exists():
        return ["the multitool gave no verdict"]
    judged = json.loads(out.read_text(encoding="utf-8-sig"))["runs"][0]
    def words(result):
        at = result.get("locations", [{}])[0].get("physicalLocation", {}).get("region", {}).get("startLine", "?")
        return f'{result.get("level", "warning")} {result["ruleId"]} line {at}: {" ".join(result["message"].get("arguments", []))[:160]}'
    # SARIF2005 asks for the address of the tool's site, and there is none.
    return [
        words(result)
        for result in judged.get("results", [])
        if result.get("level", "warning") in ("error", "warning") and result["ruleId"] != "SARIF2005"
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ent", type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--multitool", type=pathlib.Path)
    parser.add_argument("--junit", type=pathlib.Path)
    given = parser.parse_args()
    failed = 0

    def judge(name, complaints):
        nonlocal failed
        failed += bool(complaints)
        print(f"{name}: {'fine' if not complaints else ''}")
        for complaint in complaints[:20]:
            print(f"  {complaint}")

    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        multitool, junit = given.multitool, given.junit
        if not (multitool and junit):
            multitool, junit = fetch(scratch)
        folder = scratch / "tree"
        folder.mkdir()
        tree(given.ent, folder)

        def ent(*args):
            return run(given.ent, "check", "--now", "2026-11-01T00:00:00Z", "--offline", *args, cwd=folder).stdout

        report = json.loads(ent("--format", "json"))
        states = {finding["disposition"] for finding in report["findings"]}
        statuses = {gate["status"] for gate in report["gates"]}
        judge("rich", [] if states == {"open", "waived", "ignored", "baselined"} and {"failed", "inconclusive"} <= statuses
              else [f"the run is not rich: {states} {statuses}"])
        schema = json.loads(run(given.ent, "schema", "report").stdout)
        judge("json", [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(report)])
        judge("gitlab", [error.message for error in jsonschema.Draft202012Validator(GITLAB).iter_errors(json.loads(ent("--format", "gitlab")))])
        xsd = etree.XMLSchema(etree.parse(str(junit)))
        xsd.validate(etree.fromstring(ent("--format", "junit").encode()))
        judge("junit", [f"line {error.line}: {error.message}" for error in xsd.error_log])
        judge("sarif full", sarif(ent("--format", "sarif"), multitool, scratch))
        judge("sarif github", sarif(ent("--format", "sarif", "--sarif-profile", "github"), multitool, scratch))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
