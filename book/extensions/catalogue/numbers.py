"""Write ``numbers.json``: every number that the site prints from code, with its row and method."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import nbformat
from sphinx.application import Sphinx

from extensions import ROOT
from extensions.execution.cache import digest, executed
from extensions.execution.run import runs_of

_KEY = re.compile(r'<data [^>]*\bdata-key="([^"]+)"')


def collect(
    runs: Mapping[str, str],
    source: Path,
    site: Path,
    documents: Iterable[str],
    told: Mapping[str, list[dict[str, Any]]],
) -> list[dict[str, Any]]:
    """The numbers in the outputs of the executed notebooks, with the pages that print them.

    ``runs`` are the folders of the runs of the notebooks, by document; ``documents``, those of the
    book, ``source`` the folder they are written in; ``told`` are
    the numbers that a page outside the notebooks computes, by document.
    A number keeps the interval that it is first shown with: readers may choose others. Raises
    ValueError when one key names two different numbers.
    """
    documents = sorted(documents)
    numbers: dict[str, dict[str, Any]] = {}
    pages: dict[str, set[str]] = {}
    for document in documents:
        path = source / f"{document}.ipynb"
        found = (
            _numbers_in(executed(Path(runs[document]), path))
            if document in runs
            else told.get(document, [])
        )
        for number in found:
            known = numbers.setdefault(number["key"], number)
            if _without_interval(known) != _without_interval(number):
                raise ValueError(
                    f"numbers.json: {number['key']} is {known}, and {number} too. "
                    "Give one of them another key."
                )
            pages.setdefault(number["key"], set()).add(f"{document}.html")
    for document in documents:  # a page may print what another one computes
        text = (site / f"{document}.html").read_text(encoding="utf-8")
        for key in _KEY.findall(text):
            pages.setdefault(key, set()).add(f"{document}.html")
    return [numbers[key] | {"pages": sorted(pages[key])} for key in sorted(numbers)]


def _numbers_in(notebook: nbformat.NotebookNode) -> list[dict[str, Any]]:
    return [
        dict(number)
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for number in output.get("metadata", {}).get("numbers", [])
    ]


def _without_interval(number: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in number.items() if name not in ("low", "high")}


def write_numbers(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        site = Path(app.outdir)
        told = {name: facts.get("numbers", []) for name, facts in app.env.metadata.items()}
        numbers = collect(runs_of(app.env), Path(app.srcdir), site, app.env.found_docs, told)
        content = {"digest": digest(ROOT), "numbers": numbers}
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (site / "numbers.json").write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("build-finished", write_numbers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
