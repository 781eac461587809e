"""A chapter says how long it takes to read: the words that it shows, not those that it folds."""

from __future__ import annotations

import re
from copy import copy

import pytest
from docutils import nodes
from docutils.utils import new_document

from building import Book
from extensions.prose.reading import WORDS_PER_MINUTE, words_of, words_shown


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>Un, deux <b>trois</b> : quatre.</p>", 4),
        ("<details><summary>Un mot</summary><p>et trois autres</p></details> après", 3),
        ("<details open><summary>Un</summary><p>deux</p></details>", 2),
        ('<div hidden="hidden"><p>un<br>deux</p></div><p>trois</p>', 1),
        ('<p class="unseen">un</p><script>deux()</script><select><option>x</select>', 0),
        ("<svg><title>un</title><path d='M0'/><text>deux</text></svg>", 1),
    ],
)
def test_what_a_page_hides_or_folds_takes_no_time(markup: str, words: int) -> None:
    assert words_shown(markup) == words


def test_the_words_of_a_page_are_its_prose_and_what_its_cells_print() -> None:
    document = new_document("page")
    document += nodes.paragraph("", "Deux mots.")
    document += nodes.literal_block("", "answer(x, y)")
    document += nodes.raw("", "<p>Et trois autres</p>", format="html")
    assert words_of(document) == 5


def test_the_time_of_each_chapter_is_that_of_the_words_it_shows(book: Book) -> None:
    for name in (name for name in book.pages() if name.startswith("notebooks/")):
        article = copy(book.page(name).select("article")[0])  # others read the same page
        for code in article.select("details.code"):
            code.decompose()
        found = re.search(r"environ (\d+) minutes?", article.get_text())
        assert found, name
        assert int(found[1]) == pytest.approx(words_shown(str(article)) / WORDS_PER_MINUTE, abs=1)
