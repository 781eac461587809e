"""Write ``numbers.json``: every number that the site prints from code, with its row and method."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.cache.main import JupyterCacheBase
from sphinx.application import Sphinx

from extensions import ROOT
from extensions.execution.cache import digest

_KEY = re.compile(r'<data [^>]*\bdata-key="([^"]+)"')


def collect(
    cache: JupyterCacheBase,
    source: Path,
    site: Path,
    documents: Iterable[str],
    told: Mapping[str, list[dict[str, Any]]],
) -> list[dict[str, Any]]:
    """The numbers in the outputs of the executed notebooks, with the pages that print them.

    ``documents`` are those of the book, ``source`` the folder they are written in; ``told`` are
    the numbers that a page outside the notebooks computes, by document.
    A number keeps the interval that it is first shown with: readers may choose others. Raises
    ValueError when one key names two different numbers.
    """
    documents = sorted(documents)
    numbers: dict[str, dict[str, Any]] = {}
    pages: dict[str, set[str]] = {}
    for document in documents:
        path = source / f"{document}.ipynb"
        found = _numbers_in(executed(cache, path)) if path.is_file() else told.get(document, [])
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


def executed(cache: JupyterCacheBase, path: Path) -> nbformat.NotebookNode:
    """A chapter with the outputs of its run.

    Not those that MyST-NB leaves in ``jupyter_execute``: when a run is found in the cache, it
    writes the outputs stored with the source there, which may be older.
    """
    notebook: nbformat.NotebookNode
    _, notebook = cache.merge_match_into_notebook(nbformat.read(path, as_version=4))
    return notebook


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
        cache = get_cache(app.config.nb_execution_cache_path)
        told = {name: facts.get("numbers", []) for name, facts in app.env.metadata.items()}
        numbers = collect(cache, Path(app.srcdir), site, app.env.found_docs, told)
        content = {"digest": digest(ROOT), "numbers": numbers}
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (site / "numbers.json").write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("build-finished", write_numbers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
