"""The state of the book: when it was built, from which data, how long each chapter took."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import pandas as pd
from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from extensions import ROOT
from extensions.execution.cache import digest
from rendering.shown.table import table_html
from rendering.words.dates import date_words
from rendering.words.language import tr
from rendering.words.typography import number

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
    """``{book-status}``: date and data of the build, chapters and their time, versions."""

    def run(self) -> list[nodes.Node]:
        return [status_node()]


class FillStatus(SphinxPostTransform):
    default_priority = 400

    def run(self, **_: Any) -> None:
        for node in list(self.document.findall(status_node)):
            tables = [
                (_build(), tr("Ce site")),
                (_chapters(self.env), tr("Les chapitres")),
                (_versions(), tr("Les programmes")),
            ]
            node.replace_self(
                [nodes.raw("", table_html(frame, title), format="html") for frame, title in tables]
            )


def _build() -> pd.DataFrame:
    stamp = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(stamp), UTC) if stamp else datetime.now(UTC)
    rows = [
        (
            tr("Construit le"),
            tr("{day} à {hour} UTC").format(
                day=date_words({"date": moment.strftime("%Y-%m-%d")}), hour=moment.strftime("%H:%M")
            ),
        ),
        (tr("Empreinte des données, du code et des versions"), digest(ROOT)),
    ]
    return pd.DataFrame(rows, columns=[tr("Fait"), tr("Valeur")])


def _chapters(env: Any) -> pd.DataFrame:
    names = [name for name in sorted(env.found_docs) if name.startswith("notebooks/")]
    rows = []
    for name in names:
        facts = NbMetadataCollector.get_exec_data(env, name) or {}
        took = facts.get("runtime")
        rows.append(
            (
                env.titles[name].astext(),
                tr("oui") if facts.get("succeeded") else tr("non"),
                number(took, 1) if took is not None else None,
            )
        )
    return pd.DataFrame(rows, columns=[tr("Chapitre"), tr("Exécuté"), tr("Secondes")])


def _versions() -> pd.DataFrame:
    rows = [("Python", platform.python_version())] + [(name, version(name)) for name in PACKAGES]
    return pd.DataFrame(rows, columns=[tr("Programme"), tr("Version")])


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(status_node)
    app.add_directive("book-status", BookStatus)
    app.add_post_transform(FillStatus)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
