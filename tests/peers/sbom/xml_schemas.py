"""Compares `ent sbom validate` with the official XML schemas on their test documents and on mutations of the valid ones.

Usage: python3 xml_schemas.py ENT FOLDER      (needs `pip install lxml`; FOLDER holds 1.2 … 1.7 and schema/)
Each node of a document is dropped, renamed, emptied, given another text, duplicated, and moved to the end of its parent.
"""

import copy
import json
import pathlib
import subprocess
import sys
import tempfile

import lxml.etree as etree

BATCH = 400

# Where libxml2 is not the judge: XML Schema lets blanks stand around a time, and no `map` behind an element of another namespace.
PECULIAR = ("is not a valid value of the atomic type 'xs:dateTime'", "last map")


def schema(folder, version):
    """The schema of a version, with the licence list beside it instead of on the network."""
    text = (folder / f"bom-{version}.xsd").read_text()
    text = text.replace('schemaLocation="http://cyclonedx.org/schema/spdx"', f'schemaLocation="{(folder / "spdx.xsd").resolve()}"')
    return etree.XMLSchema(etree.fromstring(text.encode(), base_url=str(folder.resolve()) + "/"))


def mutants(tree):
    """Every mutation of every element and attribute, as bytes with a name."""
    elements = [element for element in tree.getroot().iter() if isinstance(element.tag, str)]
    for number, element in enumerate(elements):
        name = etree.QName(element).localname
        for way in ("drop", "rename", "empty", "text", "duplicate", "last", "attribute", "blank"):
            if number == 0 and way in ("drop", "duplicate", "last"):
                continue
            other = copy.deepcopy(tree)
            victim = [one for one in other.getroot().iter() if isinstance(one.tag, str)][number]
            if mutate(victim, way):
                yield f"{way} {name}[{number}]", etree.tostring(other)
        for key in element.attrib:
            for way in ("drop", "text", "rename"):
                other = copy.deepcopy(tree)
                victim = [one for one in other.getroot().iter() if isinstance(one.tag, str)][number]
                value = victim.attrib.pop(key)
                if way == "text":
                    victim.set(key, "x y")
                if way == "rename":
                    victim.set("renamed", value)
                yield f"{way} @{key} of {name}[{number}]", etree.tostring(other)


def mutate(victim, way):
    parent = victim.getparent()
    if way == "drop":
        parent.remove(victim)
    elif way == "rename":
        victim.tag = f"{{{etree.QName(victim).namespace}}}renamed"
    elif way == "empty":
        for child in list(victim):
            victim.remove(child)
        victim.text = None
    elif way == "text":
        victim.text = "x y"
    elif way == "duplicate":
        parent.insert(parent.index(victim), copy.deepcopy(victim))
    elif way == "last":
        if parent.index(victim) == len(parent) - 1:
            return False
        parent.append(victim)
    elif way == "attribute":
        victim.set("unknown", "x")
    elif way == "blank":
        if len(victim):
            return False
        victim.text = f" {victim.text or ''} "
    return True


def verdicts(ent, folder, names):
    run = subprocess.run([ent, "sbom", "validate", "--no-config", "--format", "json", *names], cwd=folder, capture_output=True, text=True, check=False)
    report = json.loads(run.stdout)
    wrong = {finding["path"]: finding["message"] for finding in report["findings"] if finding["severity"] == "error"}
    return {name: wrong.get(name) for name in names}


def main(ent, folder):
    ent, folder = str(pathlib.Path(ent).resolve()), pathlib.Path(folder)
    judged, apart = 0, []
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        for version in ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7"):
            official, cases = schema(folder / "schema", version), []
            for path in sorted((folder / version).glob("*.xml")):
                tree = etree.parse(str(path))
                cases.append((path.name, etree.tostring(tree)))
                if path.name.startswith("valid"):
                    cases.extend((f"{path.name} {name}", text) for name, text in mutants(tree))
            for start in range(0, len(cases), BATCH):
                batch = cases[start : start + BATCH]
                names = [f"{number}.xml" for number in range(len(batch))]
                for name, (_, text) in zip(names, batch):
                    (scratch / name).write_bytes(text)
                ours = verdicts(ent, scratch, names)
                for name, (what, text) in zip(names, batch):
                    judged += 1
                    theirs = official.validate(etree.fromstring(text))
                    why = "" if theirs else official.error_log.last_error.message
                    blank = what.split()[1:2] == ["blank"] and PECULIAR[0] in why
                    if theirs != (ours[name] is None) and not blank and PECULIAR[1] not in what:
                        apart.append(f"{version} {what}: official {theirs} {why!r}, ent {ours[name]!r}")
    for line in apart[:60]:
        print(line)
    print(f"{judged} judged, {len(apart)} apart")
    return 1 if apart else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
