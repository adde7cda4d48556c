"""Lets independent validators judge what `ent sbom convert` and `ent sbom generate` write.

Usage: python3 outputs.py ENT FOLDER…     (needs `pip install 'cyclonedx-python-lib[validation]' spdx-tools`)
Every CycloneDX document below FOLDER that `ent` calls valid is written in every version and form, and in SPDX; a FOLDER with lock files
is generated from too. A document that cannot be carried (an older version demands what it lacks) is `ent`'s to name, not to write silently:
where the validator refuses the result, `ent sbom validate` must refuse it too.
"""

import json
import logging
import pathlib
import subprocess
import sys
import tempfile

from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation import make_schemabased_validator
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

logging.disable(logging.CRITICAL)
VERSIONS = {text: getattr(SchemaVersion, "V" + text.replace(".", "_")) for text in ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")}


def cyclonedx(text, version, form):
    if version not in VERSIONS:
        return None
    found = make_schemabased_validator(form, VERSIONS[version]).validate_str(text)
    return None if found is None else str(found)[:200]


def spdx(path):
    try:
        found = validate_full_spdx_document(parse_file(str(path)))
    except Exception as why:  # the parser's own error types hold lists
        return f"{type(why).__name__}: {getattr(why, 'messages', why)}"[:300]
    return None if not found else found[0].validation_message[:200]


def run(*args):
    return subprocess.run(args, capture_output=True, text=True, check=False)


def main(ent, *folders):
    judged, apart = 0, []
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        for folder in map(pathlib.Path, folders):
            documents = [path for path in sorted(folder.rglob("*")) if path.suffix in (".json", ".xml") and "schema" not in path.parts]
            for path in documents:
                if run(ent, "sbom", "validate", "--no-config", str(path)).returncode != 0:
                    continue
                sources = [(str(path), "convert")]
                for source, verb in sources:
                    for version in VERSIONS:
                        for name, form, suffix in (("cyclonedx-json", OutputFormat.JSON, "json"), ("cyclonedx-xml", OutputFormat.XML, "xml")):
                            written = run(ent, "sbom", verb, "--no-config", "-q", source, "--spec", version, "--output-format", name)
                            if written.returncode != 0:
                                apart.append(f"{path} {version} {name}: exit {written.returncode} {written.stderr[:200]}")
                                continue
                            out = scratch / f"out.{suffix}"
                            out.write_text(written.stdout)
                            judged += 1
                            why = cyclonedx(written.stdout, version, form)
                            ours = run(ent, "sbom", "validate", "--no-config", str(out)).returncode
                            if (why is None) != (ours == 0):
                                apart.append(f"{path} {version} {name}: {why}, ent {ours}")
                    written = run(ent, "sbom", verb, "--no-config", "-q", source, "--output-format", "spdx-json")
                    out = scratch / "out.spdx.json"
                    out.write_text(written.stdout)
                    judged += 1
                    why = spdx(out)
                    ours = run(ent, "sbom", "validate", "--no-config", str(out)).returncode
                    if why is not None or ours != 0:
                        apart.append(f"{path} spdx: {why}, ent {ours}")
    for line in apart[:80]:
        print(line)
    print(f"{judged} judged, {len(apart)} apart")
    return 1 if apart else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
