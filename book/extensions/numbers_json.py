"""Write ``numbers.json``: every number that the site prints from code, with its row and method."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
from execution_cache import digest
from project import ROOT
from sphinx.application import Sphinx


def collect(executed: Path) -> list[dict[str, Any]]:
    """The numbers in the outputs of the executed notebooks, with the pages that print them."""
    numbers: dict[str, dict[str, Any]] = {}
    for path in sorted(executed.rglob("*.ipynb")):
        page = path.relative_to(executed).with_suffix(".html").as_posix()
        for number in _numbers_in(nbformat.read(path, as_version=4)):
            record = numbers.setdefault(number["key"], number | {"pages": []})
            if page not in record["pages"]:
                record["pages"].append(page)
    return sorted(numbers.values(), key=lambda record: str(record["key"]))


def _numbers_in(notebook: nbformat.NotebookNode) -> list[dict[str, Any]]:
    return [
        dict(number)
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for number in output.get("metadata", {}).get("numbers", [])
    ]


def write_numbers(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        executed = Path(app.outdir).parent / "jupyter_execute"
        content = {"digest": digest(ROOT), "numbers": collect(executed)}
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (Path(app.outdir) / "numbers.json").write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("build-finished", write_numbers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
