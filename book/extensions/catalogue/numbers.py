"""Write ``numbers.json``: every number that the site prints from code, with its row and method.

The numbers in the outputs of a chapter are kept with it when it is read, as are those of a page
whose directive computes some.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from extensions import ROOT
from extensions.execution.cache import executed
from extensions.execution.run import runs_of
from extensions.inputs import digest

_KEY = re.compile(r'<data [^>]*\bdata-key="([^"]+)"')
_OF_PAGE, _SHOWN = "numbers", "shown"  # in what is known of a document
Shown = tuple[str, list[dict[str, Any]]]  # an output as HTML, and the numbers in it


def keep_numbers(app: Sphinx, doctree: nodes.document) -> None:
    """Keep what the cells of a chapter that has just been read show, and the numbers in it."""
    document = app.env.docname
    folder = runs_of(app.env).get(document)
    if folder is not None:
        path = Path(app.srcdir) / f"{document}.ipynb"
        shown = [
            _shown(output)
            for cell in executed(Path(folder), path).cells
            for output in cell.get("outputs", [])
        ]
        numbers = [number for _, found in shown for number in found]
        app.env.metadata[document] |= {_OF_PAGE: numbers, _SHOWN: shown}


def _shown(output: nbformat.NotebookNode) -> Shown:
    shown = [data for kind, data in output.get("data", {}).items() if "html" in kind]
    numbers = output.get("metadata", {}).get("numbers", [])
    return "".join(map("".join, shown)), [dict(number) for number in numbers]


def outputs_of(env: BuildEnvironment) -> list[Shown]:
    """What the cells of the chapters show, as HTML, each with the numbers in it."""
    return [
        shown
        for document in sorted(env.found_docs)
        for shown in env.metadata[document].get(_SHOWN, [])
    ]


def collect(site: Path, told: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The numbers of each document, ``told`` by it, with the pages of the site that print them.

    A number keeps the interval that it is first shown with: readers may choose others. Raises
    ValueError when one key names two different numbers.
    """
    numbers: dict[str, dict[str, Any]] = {}
    pages: dict[str, set[str]] = {}
    for document, found in sorted(told.items()):
        for number in found:
            known = numbers.setdefault(number["key"], number)
            if _without_interval(known) != _without_interval(number):
                raise ValueError(
                    f"numbers.json: {number['key']} is {known}, and {number} too. "
                    "Give one of them another key."
                )
            pages.setdefault(number["key"], set()).add(f"{document}.html")
    for document in sorted(told):  # a page may print what another one computes
        text = (site / f"{document}.html").read_text(encoding="utf-8")
        for key in _KEY.findall(text):
            pages.setdefault(key, set()).add(f"{document}.html")
    return [numbers[key] | {"pages": sorted(pages[key])} for key in sorted(numbers)]


def _without_interval(number: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in number.items() if name not in ("low", "high")}


def write_numbers(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        site, env = Path(app.outdir), app.env
        told = {name: env.metadata[name].get(_OF_PAGE, []) for name in env.found_docs}
        content = {"digest": digest(ROOT), "numbers": collect(site, told)}
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (site / "numbers.json").write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("doctree-read", keep_numbers)
    app.connect("build-finished", write_numbers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
