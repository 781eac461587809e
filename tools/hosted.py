"""Copy the site that is built into ``_build/hosted``, each text with its compressed twins.

A server that finds ``page.html.br`` or ``page.html.gz`` beside ``page.html`` sends it as it is: it
compresses nothing while readers wait. Hidden files stay behind. See HOSTING.md.
"""

from __future__ import annotations

import gzip
import shutil
import sys
from pathlib import Path

import brotli

from checkout import ROOT
from extensions import inputs

HOSTED = Path("_build", "hosted")
TEXTS = {".html", ".css", ".js", ".json", ".svg", ".csv", ".bib", ".xml", ".txt", ".md", ".ipynb"}


def compress(site: Path, hosted: Path) -> int:
    """Make ``hosted`` anew from a site; how many texts have their twins there."""
    shutil.rmtree(hosted, ignore_errors=True)
    shutil.copytree(site, hosted, ignore=shutil.ignore_patterns(".*"))
    texts = [path for path in hosted.rglob("*") if path.suffix in TEXTS]
    for path in texts:
        content = path.read_bytes()
        twins = {
            ".br": brotli.compress(content, mode=brotli.MODE_TEXT, quality=9),
            ".gz": gzip.compress(content, 9, mtime=0),
        }
        for suffix, twin in twins.items():
            if len(twin) < len(content):
                path.with_name(path.name + suffix).write_bytes(twin)
    return len(texts)


def main() -> None:
    site = inputs.built(ROOT)
    if not (site / "index.html").is_file():
        sys.exit(f"{site.relative_to(ROOT)}: there is no site. Run: make site")
    texts = compress(site, ROOT / HOSTED)
    print(f"{HOSTED.as_posix()}: the site, with {texts} texts compressed. See HOSTING.md.")


if __name__ == "__main__":
    main()
