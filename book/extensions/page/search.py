"""Index the built pages for the search, which the site loads only when someone searches."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from rendering.words.language import language

FOLDER = "pagefind"
# What is not prose: code, drawings (their words follow them), permanent links, tools.
LEFT_OUT = ("details.code", "svg", "a.headerlink", ".shown-tools", ".embedding")


def leave_search_out(app: Sphinx) -> None:
    """Sphinx's own search is not used: the pages are indexed once they are built."""
    if app.builder.format == "html":
        app.builder.search = False  # type: ignore[attr-defined]  # the HTML builder has it


def write_index(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    command = [
        sys.executable,
        "-m",
        "pagefind",
        "--site",
        str(site),
        "--output-subdir",
        FOLDER,
        "--force-language",
        language(),
        "--quiet",
        "--exclude-selectors",
        ", ".join(LEFT_OUT),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ExtensionError(f"The search index was not written: {done.stdout}{done.stderr}")
    (site / FOLDER / "pagefind-highlight.js").unlink(missing_ok=True)  # no page loads it


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", leave_search_out)
    app.connect("build-finished", write_index, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
