"""« Comment citer ces chiffres »: sentences right and wrong, with the numbers of the findings."""

from __future__ import annotations

import pytest

from building import Book
from dataprep import published_findings
from extensions.catalogue.quoting import right_sentences, wrong_sentences
from rendering import ConclusionError
from rendering.words.typography import typeset


def test_there_are_as_many_right_sentences_as_wrong_each_with_its_reason() -> None:
    findings = published_findings()
    right, wrong = right_sentences(findings), wrong_sentences(findings)
    assert len(right) == len(wrong) == 3
    for said, why in right + wrong:
        assert said.words.startswith(typeset("« "))
        assert said.words.endswith(typeset(" »"))
        assert said.shown_numbers()
        assert why.words.endswith(".")


def test_a_sentence_that_is_no_longer_wrong_stops_the_build() -> None:
    findings = published_findings()
    untrained = findings["option"] == "untrained"
    findings.loc[untrained, "share"] = 48 / 57  # which all respondents would give
    with pytest.raises(ConclusionError, match="aucun effectif ne donne"):
        wrong_sentences(findings)


def test_a_sentence_that_is_no_longer_right_stops_the_build() -> None:
    findings = published_findings()
    findings.loc[findings["option"] == "non-users", ["count", "share"]] = [20, 20 / 57]
    with pytest.raises(ConclusionError, match="plus de la moitié"):
        right_sentences(findings)


def test_the_page_shows_them_and_every_figure_leads_to_it_once(book: Book) -> None:
    page = book.page("book/citer")
    for kind in ("right", "wrong"):
        assert len(page.select(f".quotes.{kind} li")) == 3
    figures = 0
    for name in book.pages():
        for shown in book.page(name).select("figure.shown, .shown-table"):
            address = "book/citer.html" if name == "index" else "../book/citer.html"
            links = shown.select(f"a[href='{address}'], a[href='citer.html']")
            assert len(links) == 1, (name, shown["id"])
            figures += 1
    assert figures > 10
