"""Shows the HTML pages of `ent` in a real Chromium: light, dark, on a telephone and on paper.

Usage: python3 screenshots.py ENT OUT     (needs Chromium, and pdftoppm of poppler-utils for the paper; on Debian: apt-get install chromium poppler-utils)
Writes OUT/{run,blueprint}-{light,dark,phone}.png and OUT/{run,blueprint}-paper-N.png, to be looked at by a person. It fails when a page asks
for anything from outside or writes to the console.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/peers/reports"))


def chromium(profile, *args):
    program = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("Chromium is not installed")
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--hide-scrollbars", f"--user-data-dir={profile}", "--enable-logging=stderr"]
    return subprocess.run([program, *quiet, *args], capture_output=True, text=True, check=False, timeout=120)


def pages(ent, scratch):
    import formats

    folder = scratch / "tree"
    folder.mkdir()
    formats.tree(ent, folder)
    shop = ROOT / "fixtures/shop"
    run, board = scratch / "run.html", scratch / "blueprint.html"
    subprocess.run([ent, "check", "--offline", "--format", f"html={run}"], cwd=folder, check=False, capture_output=True)
    subprocess.run([ent, "blueprint", "--format", f"html={board}"], cwd=shop, check=True, capture_output=True)
    return run, board


def main(ent, out):
    ent, out = str(pathlib.Path(ent).resolve()), pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    complaints = []
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        for page in pages(ent, scratch):
            text = page.read_text(encoding="utf-8")
            if re.search(r"<script|https?://|\bsrc=|@import|url\(", text):
                complaints.append(f"{page.name} holds a script or an address")
            for name, scheme, size in (("light", "1", "1200,2200"), ("dark", "0", "1200,2200"), ("phone", "1", "390,2200")):
                shot = out / f"{page.stem}-{name}.png"
                said = chromium(scratch / "profile", f"--blink-settings=preferredColorScheme={scheme}", f"--window-size={size}",
                                f"--screenshot={shot}", page.as_uri())
                complaints += [f"{shot.name}: {line}" for line in said.stderr.splitlines() if "CONSOLE" in line]
                if not shot.exists():
                    complaints.append(f"{shot.name} was not made: {said.stderr[-300:]}")
            paper = scratch / f"{page.stem}.pdf"
            chromium(scratch / "profile", f"--print-to-pdf={paper}", "--no-pdf-header-footer", page.as_uri())
            subprocess.run(["pdftoppm", "-r", "60", "-png", str(paper), str(out / f"{page.stem}-paper")], check=False)
    print("\n".join(complaints) or f"screenshots in {out}")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
