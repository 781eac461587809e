"""An address once published stays: each page and anchor of the first edition is still there."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import Book

PUBLISHED = Path(__file__).with_name("published-anchors.txt").read_text("utf-8").split()


@pytest.mark.built
def test_each_address_of_the_first_edition_leads_somewhere(book: Book) -> None:
    assert len(PUBLISHED) > 90
    pages = {address.partition("#")[0] for address in PUBLISHED}
    ids = {page: _ids(book, page) for page in pages}
    assert [
        each for each in PUBLISHED if each.partition("#")[2] not in ids[each.partition("#")[0]]
    ] == []


def _ids(book: Book, page: str) -> set[str]:
    return {str(element["id"]) for element in book.page(page.removesuffix(".html")).select("[id]")}
