"""What reports owe their reader: every element of both lists, and the book's own account of it."""

from __future__ import annotations

import re

import nbformat
import pandas as pd
import pytest

from building import ROOT, Book
from dataprep import load_table, published_wave
from rendering.chapters.transparency import show_transparency, stated_words
from rendering.shown.table import Cell
from rendering.words.typography import typeset

DISCLOSURE = load_table("disclosure")
STATEMENTS = published_wave().statements
AAPOR = DISCLOSURE[DISCLOSURE["standard"] == "aapor"]


def first_heading(page: str) -> str:
    path = ROOT / f"{page}.md"
    text = (
        path.read_text(encoding="utf-8")
        if path.exists()
        else nbformat.read(ROOT / f"{page}.ipynb", as_version=4).cells[0].source
    )
    found = re.search(r"^# (.+)", text, re.MULTILINE)  # a label may stand before the title
    assert found, page
    return found[1]


def test_the_eleven_elements_and_the_minimum_are_there_once_each() -> None:
    assert AAPOR["order"].to_list() == list(range(1, 12))
    assert DISCLOSURE.groupby("standard")["order"].max().to_dict() == {"aapor": 11, "esomar": 5}
    assert not DISCLOSURE.duplicated(["standard", "label_fr"]).any()


def test_the_book_states_what_depends_on_it_but_the_names_of_its_contributors() -> None:
    ours = DISCLOSURE[DISCLOSURE["book_depends"]].set_index("id")["book_status"]
    assert set(ours) <= {"stated", "partly"}
    assert set(ours.index[ours == "partly"]) == {"aapor-sponsor", "esomar-company"}
    others = DISCLOSURE.loc[~DISCLOSURE["book_depends"], "book_status"]
    assert (others == "not-stated").all()


def test_what_the_flash_states_has_a_place_and_what_it_does_not_has_none() -> None:
    placed = DISCLOSURE["flash_finding"].notna() | DISCLOSURE["flash_place_fr"].notna()
    assert placed.equals(DISCLOSURE["flash_status"] != "not-stated")


def test_the_book_s_pages_are_named_by_their_titles() -> None:
    for _, row in DISCLOSURE.iterrows():
        assert row["book_place_fr"] == first_heading(row["book_page"])


# Words that the page must hold for the element to be stated there.
SAID = {
    "aapor-strategy": "relevé le",
    "aapor-sponsor": "commanditaire",
    "aapor-population": "pays et petr",
    "aapor-sizes": "intervalle",
    "aapor-weighting": "pondère",
    "aapor-quality": "construit",
    "aapor-limitations": "ce que cela ne dit pas",
    "esomar-company": "contributeurs",
    "esomar-universe": "pays et petr",
    "esomar-size": "réponses",
}


def test_what_the_book_states_stands_on_the_page_named(book: Book) -> None:
    stated = DISCLOSURE[DISCLOSURE["book_status"] != "not-stated"]
    assert set(stated["id"]) == set(SAID)
    for _, row in stated.iterrows():
        assert SAID[row["id"]] in book.text(row["book_page"]).lower(), row["id"]


def test_the_links_of_the_table_lead_to_the_pages_of_the_site(book: Book) -> None:
    page = book.page("notebooks/08-prochaine-enquete")
    table = page.find(id="tab-aapor")
    assert table is not None
    links = {a.text: str(a["href"]) for a in table.select("tbody a")}
    assert links["Mentions et citation"] == "../book/mentions.html"
    assert links[typeset("Les bases")] == "06-bases.html"
    assert not any(address.endswith((".md", ".ipynb", ".csv")) for address in links.values())


@pytest.mark.parametrize("edition", ["fr", "en"])
def test_every_cell_of_the_table_has_words(edition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", edition)
    for _, rows in DISCLOSURE.groupby("standard"):
        frame = show_transparency(rows, STATEMENTS, "tab-x", "Titre").frame
        assert len(frame) == len(rows)
        filled = frame.drop(columns=frame.columns[2])
        assert filled.map(lambda cell: bool(cell) and str(cell) != "nan").all(axis=None)
        for column, whose in ((1, "flash"), (3, "book")):
            notes = [cell.note for cell in frame.iloc[:, column]]
            assert notes == rows[f"{whose}_note_{edition}"].to_list()
            assert all(note for note in notes)


def test_a_place_leads_to_the_row_of_the_flash() -> None:
    frame = show_transparency(AAPOR, STATEMENTS, "tab-x", "Titre").frame
    links = [cell.link for cell in frame.iloc[:, 2] if isinstance(cell, Cell) and cell.link]
    rows = {link.split("#")[1] for link in links}
    assert rows <= set(STATEMENTS["id"])
    assert len(links) == AAPOR["flash_finding"].notna().sum()


def test_each_status_has_its_words() -> None:
    found = pd.unique(DISCLOSURE[["flash_status", "book_status"]].to_numpy().ravel())
    assert len({stated_words(status) for status in found}) == 3
