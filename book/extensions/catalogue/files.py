"""The data package on the site, as it is: a file for each table, and all of them in one archive."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from extensions import DATA

ARCHIVE = "ia-et-territoires-de-projet.zip"


def copy_tables(app: Sphinx, exception: Exception | None) -> None:
    """Put the data package on the site, as it is, under ``data/``."""
    if exception is None and app.builder.format == "html":
        target = Path(app.outdir) / "data"
        shutil.rmtree(target, ignore_errors=True)  # a table that is no more leaves the site too
        target.mkdir()
        files = [DATA / "datapackage.json", *sorted(DATA.glob("*.csv"))]
        for path in files:
            shutil.copyfile(path, target / path.name)
        with zipfile.ZipFile(target / ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in files:
                # A fixed date: the same data make the same file.
                archive.writestr(
                    zipfile.ZipInfo(path.name, (2025, 1, 1, 0, 0, 0)),
                    path.read_bytes(),
                    zipfile.ZIP_DEFLATED,
                )


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("build-finished", copy_tables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
