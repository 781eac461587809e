"""Index the built pages for the search, which the site loads only when someone searches.

What is put first for some words is reviewed, in ``book/search.yml``; a figure or a table is found
by its number.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform

from extensions import ROOT
from rendering.words.language import language, tr

FOLDER = "pagefind"
# What is not prose: code, drawings (their words follow them), permanent links, tools; and
# sentences not to be said.
LEFT_OUT = ("details.code", "svg", "a.headerlink", ".shown-tools", ".embedding", ".quotes.wrong")
LEADS = ROOT / "book" / "search.yml"
EXCERPT = 160  # characters
PROBE = 1_000_000  # bytes, more than any file of the index
# Beside prose, whose weight is 1: a table has many words, few of them what is looked for.
_TABLE, _WEIGHED = (
    '<div class="table-scroll"',
    '<div class="table-scroll" data-pagefind-weight="0.1"',
)


class WeighTables(SphinxPostTransform):
    """Let tables weigh less than sentences."""

    default_priority = 960  # once outputs are as the page shows them

    def run(self, **_: Any) -> None:
        for node in self.document.findall(nodes.raw):
            if _TABLE in node.astext():
                node.children = [nodes.Text(node.astext().replace(_TABLE, _WEIGHED))]


def leads(app: Sphinx, site: Path) -> Iterator[dict[str, Any]]:
    """What leads for some words: the address from the root, the title, the first sentence."""
    for lead in yaml.safe_load(LEADS.read_text(encoding="utf-8")):
        document, _, anchor = lead["to"].partition("#")
        if document in app.env.found_docs:
            yield {"words": lead["words"][language()]} | _section(app, document, anchor)
    figures = site / "figures.json"
    if figures.is_file():
        for figure in json.loads(figures.read_text(encoding="utf-8"))["figures"]:
            kind = tr("figure") if figure["kind"] == "figure" else tr("tableau")
            name = f"{kind} {figure['number']}"
            title = f"{name.capitalize()} › {figure['title']}"
            yield {
                "words": [name],
                "url": figure["address"],
                "title": title,
                "excerpt": figure.get("base", ""),
            }


def _section(app: Sphinx, document: str, anchor: str) -> dict[str, str]:
    """A page, or one of its sections; the page where it has no such section (tests refuse that)."""
    doctree = app.env.get_doctree(document)
    address = app.builder.get_target_uri(document)
    title = app.env.titles[document].astext()
    for section in doctree.findall(nodes.section):
        if anchor and anchor in section["ids"]:
            heading = section.next_node(nodes.title)
            assert heading is not None
            title, address = f"{title} › {heading.astext()}", f"{address}#{anchor}"
            return {"url": address, "title": title, "excerpt": _opening(section)}
    return {"url": address, "title": title, "excerpt": _opening(doctree)}


def _opening(place: nodes.Element) -> str:
    """The first paragraph, cut at a word; nothing where there is none."""
    paragraph = place.next_node(nodes.paragraph)
    text = paragraph.astext() if paragraph is not None else ""
    return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0]


def leave_search_out(app: Sphinx) -> None:
    """Sphinx's own search is not used: the pages are indexed once they are built."""
    if app.builder.format == "html":
        app.builder.search = False  # type: ignore[attr-defined]  # the HTML builder has it


def write_index(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    shutil.rmtree(site / FOLDER, ignore_errors=True)  # of the pages as they were
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
    check_room(site)
    (site / FOLDER / "pagefind-highlight.js").unlink(missing_ok=True)  # no page loads it
    text = json.dumps(list(leads(app, site)), ensure_ascii=False) + "\n"
    (site / FOLDER / "leads.json").write_text(text, encoding="utf-8")


def check_room(folder: Path) -> None:
    """Raise OSError where the disk of a folder is full.

    Pagefind says nothing of what it could not write, and leaves it cut or empty. Where there is
    room for more than its largest file, all of them had theirs.
    """
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(bytes(PROBE))
        probe.flush()
        os.fsync(probe.fileno())


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(WeighTables)
    app.connect("builder-inited", leave_search_out)
    app.connect("build-finished", write_index, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
