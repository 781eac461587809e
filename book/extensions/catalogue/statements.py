"""The statements of the flash, by theme, each with its place and its row."""

from __future__ import annotations

import pandas as pd
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from dataprep import published_wave
from extensions.catalogue.links import FIRST_ROW, STATEMENTS, row_anchor
from rendering.shown.statements import place_of
from rendering.shown.table import Cell, in_french, table_html
from rendering.words.language import localized, text_of, tr
from rendering.words.typography import typeset


class FlashStatements(SphinxDirective):
    """``{flash-statements}``: every statement of the flash, by theme, with its place and row."""

    def run(self) -> list[nodes.Node]:
        statements = published_wave().statements
        result: list[nodes.Node] = []
        for question, rows in statements.groupby("question", sort=False):
            title = text_of(rows.iloc[0], "question")
            section = nodes.section(ids=[f"question-{question}"], names=[str(question)])
            section += nodes.title("", typeset(title))
            section += nodes.raw("", _statements_html(rows, title), format="html")
            result.append(section)
        return result


def _statements_html(rows: pd.DataFrame, title: str) -> str:
    columns = [tr("Énoncé"), tr("Imprimé"), tr("Base imprimée"), tr("Place et ligne")]
    frame = pd.DataFrame(
        [
            (
                Cell(text_of(row, "label"), localized(row, "note")),
                in_french(row["printed"]),
                in_french(row["base_printed"]),
                Cell(place_of(row), note=tr("ligne {n}").format(n=place)),
            )
            for place, row in rows.set_index(rows.index + FIRST_ROW).iterrows()
        ],
        columns=columns,
    )
    ids = [row_anchor(STATEMENTS, row) for row in rows["id"]]
    # The heading above says the same as the caption.
    return table_html(frame, typeset(title), row_ids=ids, caption_seen=False)
