"""« Signaler une erreur » leads somewhere, or is nowhere."""

from __future__ import annotations

import pytest

from building import Book

MAIL = "livre@exemple.org"
REPOSITORY = "https://github.com/exemple/livre"
PASSAGE = "\n```{with-contact}\n[Signaler une erreur](contact)\n```\n"


def _built(small_book: Book) -> tuple[str | None, str]:
    """Where the passage leads, if anywhere, and what the page says."""
    text = (small_book.root / "index.md").read_text(encoding="utf-8")
    if PASSAGE not in text:
        (small_book.root / "index.md").write_text(text + PASSAGE, encoding="utf-8")
    page = small_book.build("-W", "-n", "--keep-going").page("index")
    assert page.article is not None
    links = [a for a in page.article.select("a") if a.get_text() == "Signaler une erreur"]
    return (str(links[0]["href"]).replace("%40", "@") if links else None), page.article.get_text()


def test_an_address_is_that_of_the_settings_the_repository_or_none(
    small_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, words = _built(small_book)
    assert link is None
    assert "Aucune adresse n’est encore publiée" in words
    monkeypatch.setenv("BOOK_REPOSITORY", REPOSITORY)
    assert _built(small_book)[0] == f"{REPOSITORY}/issues/new"
    monkeypatch.setenv("BOOK_CONTACT", MAIL)
    assert _built(small_book)[0] == f"mailto:{MAIL}"
    monkeypatch.setenv("BOOK_CONTACT", "http://exemple")
    log = small_book.build(ok=False).log
    assert "BOOK_CONTACT is « http://exemple »: expected an address" in log


def test_the_footer_promises_no_place_that_is_not_there(book: Book) -> None:
    for name in book.pages():
        words = [a.get_text() for a in book.page(name).select(".site-footer a")]
        assert "Signaler une erreur" not in words
        assert "Comment citer ces chiffres" in words
