"""The state of the book: its date, its data, its chapters, the programs that made it."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from extensions import ROOT
from extensions.inputs import date_of_book, digest
from rendering.words.language import tr

PACKAGES = (
    "jupyter-book",
    "sphinx",
    "myst-nb",
    "pandas",
    "matplotlib",
    "seaborn",
    "scipy",
    "statsmodels",
    "frictionless",
)


class status_node(nodes.General, nodes.Element):  # type: ignore[misc]  # noqa: N801  (as docutils)
    """A place to fill once every chapter has run."""


class BookStatus(SphinxDirective):
    """``{book-status}``: date and data of the book, chapters, versions."""

    def run(self) -> list[nodes.Node]:
        return [status_node()]


class FillStatus(SphinxPostTransform):
    default_priority = 400

    def run(self, **_: Any) -> None:
        for node in list(self.document.findall(status_node)):
            tables = [
                _table(tr("Ce site"), [tr("Fait"), tr("Valeur")], _book()),
                _table(tr("Les chapitres"), [tr("Chapitre"), tr("Exécuté")], _chapters(self.env)),
                _table(tr("Les programmes"), [tr("Programme"), tr("Version")], _versions()),
            ]
            node.replace_self([nodes.raw("", table, format="html") for table in tables])


def _table(title: str, columns: list[str], rows: list[tuple[str, str]]) -> str:
    import pandas as pd  # a second of work, which no other page owes

    from rendering.shown.table import table_html

    return table_html(pd.DataFrame(rows, columns=pd.Index(columns)), title)


def _book() -> list[tuple[str, str]]:
    rows = [(tr("Empreinte des données, du code et des versions"), digest(ROOT))]
    stamp = date_of_book(ROOT)
    if stamp is not None:  # a copy without its history has no date
        from rendering.words.dates import date_words

        day = datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%d")
        rows.insert(0, (tr("Dernière modification"), date_words({"date": day})))
    return rows


def _chapters(env: Any) -> list[tuple[str, str]]:
    names = [name for name in sorted(env.found_docs) if name.startswith("notebooks/")]
    facts = {name: NbMetadataCollector.get_exec_data(env, name) or {} for name in names}
    return [
        (env.titles[name].astext(), tr("oui") if facts[name].get("succeeded") else tr("non"))
        for name in names
    ]


def _versions() -> list[tuple[str, str]]:
    return [("Python", platform.python_version())] + [(name, version(name)) for name in PACKAGES]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(status_node)
    app.add_directive("book-status", BookStatus)
    app.add_post_transform(FillStatus)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
