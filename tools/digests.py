"""Write the digest of each file of the site, as ``sha256sum --check`` reads it: `make digests`.

cd _build/html && sha256sum --check ../SHA256SUMS
"""

from __future__ import annotations

import sys
from pathlib import Path

from checkout import ROOT
from extensions.inputs import of_file


def main(root: Path = ROOT) -> None:
    site = root / "_build" / "html"
    if not site.is_dir():
        sys.exit(f"{site.name}: no site is there. Expected one that is built. Run: make site")
    files = sorted(path for path in site.rglob("*") if path.is_file())
    lines = [f"{of_file(path)}  {path.relative_to(site).as_posix()}\n" for path in files]
    target = site.with_name("SHA256SUMS")
    target.write_text("".join(lines), encoding="utf-8", newline="\n")
    print(f"{target.name}: {len(lines)} files, beside the site in _build")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
