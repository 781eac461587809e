"""How to cite the book, from ``CITATION.cff``: on a page, and as BibTeX and CSL files."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from extensions import ROOT
from rendering.words.language import tr
from rendering.words.typography import typeset

BIBTEX, CSL = "citation.bib", "citation.json"


@cache
def citation() -> dict[str, Any]:
    """``CITATION.cff`` as a dictionary."""
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    return loaded


def title_of(facts: dict[str, Any]) -> str:
    """The title of the book, in the language of the edition."""
    title: str = facts["title"]
    return tr(title)


def authors_of(facts: dict[str, Any]) -> list[str]:
    """The names of the authors, in order."""
    names = (author["name"] for author in facts["authors"])
    return [tr(name) for name in names]


def as_bibtex(facts: dict[str, Any]) -> str:
    fields = {
        "author": " and ".join(f"{{{name}}}" for name in authors_of(facts)),
        "title": title_of(facts),
        "year": facts["date-released"][:4],
        "version": facts["version"],
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{ia-et-territoires-de-projet,\n{lines}}}\n"


def as_csl(facts: dict[str, Any]) -> str:
    date = [int(part) for part in facts["date-released"].split("-")]
    item = {
        "id": "ia-et-territoires-de-projet",
        "type": "dataset",
        "title": title_of(facts),
        "author": [{"literal": name} for name in authors_of(facts)],
        "issued": {"date-parts": [date]},
        "version": facts["version"],
    }
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


class HowToCite(SphinxDirective):
    """``{how-to-cite}``: the reference of the book, in a line."""

    def run(self) -> list[nodes.Node]:
        facts = citation()
        words = tr("{authors} ({year}). *{title}*, version {version}.").format(
            authors=", ".join(authors_of(facts)),
            year=facts["date-released"][:4],
            title=title_of(facts),
            version=facts["version"],
        )
        return self.parse_text_to_nodes(typeset(words))


def write_files(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        facts = citation()
        (Path(app.outdir) / BIBTEX).write_text(as_bibtex(facts), encoding="utf-8")
        (Path(app.outdir) / CSL).write_text(as_csl(facts), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("how-to-cite", HowToCite)
    app.connect("build-finished", write_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
