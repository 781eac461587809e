"""What a page folds keeps its words, its numbers and its address, under a line that opens it."""

from __future__ import annotations

import pandas as pd
from bs4 import BeautifulSoup

from rendering.shown.folded import fold
from rendering.shown.numbers import Number
from rendering.shown.table import show_table

NUMBER = Number("k", 3, "rows", "timeline", "counted")
TABLE = show_table(pd.DataFrame({"A": ["a < b"]}), "tab-x", "Titre", numbers=(NUMBER,))


def test_a_fold_is_closed_and_says_what_it_holds() -> None:
    page = BeautifulSoup(fold(TABLE, "Tout : A & B").html(), "html5lib")
    (folded,) = page.select("details")
    assert not folded.has_attr("open")
    summary = folded.find("summary")
    assert summary is not None
    assert summary.text == "Tout\u202f: A & B"
    (table,) = folded.select("#tab-x td, #tab-x th[scope=row]")
    assert table.text == "a < b"


def test_a_fold_hides_nothing_from_a_terminal_nor_from_the_numbers() -> None:
    folded = fold(TABLE, "Tout")
    assert folded.plain() == TABLE.plain()
    assert folded.shown_numbers() == (NUMBER,)
