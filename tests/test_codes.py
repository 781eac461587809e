"""What the catalogue shows: words where the files hold codes, and no name made for programs."""

from __future__ import annotations

import re
from copy import copy

import pytest

from building import Book
from dataprep import load_descriptor, load_table
from rendering.words.codes import code_words

RESOURCES = load_descriptor()["resources"]
CODES = sorted(
    {
        (field["name"], code)
        for resource in RESOURCES
        for field in resource["schema"]["fields"]
        for code in field.get("constraints", {}).get("enum", [])
    }
)


@pytest.mark.parametrize(("column", "code"), CODES)
def test_every_code_of_every_table_has_its_words(column: str, code: str) -> None:
    words = code_words(column, code)
    assert words, f"give the column {column} words for {code} in rendering/words/codes.py"
    assert "_" not in words


def test_what_is_no_code_has_no_words() -> None:
    assert code_words("label_fr", "reported") is None
    assert code_words("unit", "septante") is None


def _names() -> set[str]:
    """What only programs read: names of rows and of columns, and codes, made of several words."""
    names = {code for _, code in CODES}
    for resource in RESOURCES:
        table = load_table(resource["name"])
        names |= set(table["id"]) if "id" in table else set()
        names |= {field["name"] for field in resource["schema"]["fields"]}
    return {name for name in names if re.search(r"\w[-_]\w", name)} | {"reported", "producer"}


def test_no_name_made_for_programs_is_a_word_of_a_page(book: Book) -> None:
    names = _names()
    assert {"non-use-distrust", "context-1956", "source_url"} <= names
    for page in book.pages():
        article = copy(book.page(page).article)
        assert article is not None
        for code in article.select("code, pre, script"):
            code.extract()
        words = set(re.findall(r"\w+(?:[-_]\w+)*", article.get_text(" ")))
        assert not words & names, (page, sorted(words & names)[:5])


def test_a_row_that_another_names_is_a_link_to_it_by_its_label(book: Book) -> None:
    page = book.page("book/donnees")
    [link] = {
        (a["href"], a.get_text())
        for a in page.select("tr a")
        if str(a["href"]).endswith("#findings-2025--users-untrained")
    }
    assert link == ("enonces.html#findings-2025--users-untrained", "Sans formation préalable")


def test_a_table_says_yes_and_no_and_dates_in_french(book: Book) -> None:
    page = book.page("book/donnees")
    cells = {cell.get_text(" ").strip() for cell in page.select("td")}
    assert {"oui", "non", "vu à la source"} <= cells
    assert not cells & {"True", "False", "None", "nan"}
    assert not [cell for cell in cells if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", cell)]
