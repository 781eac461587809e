"""Each chapter offers to open on Binder when the address of the repository is known, else none."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sphinx.config import Config

from building import Book
from extensions.page.binder import set_repository

REPOSITORY = "https://github.com/someone/a-book"


def links_to_binder(book: Book) -> dict[str, list[tuple[str, str]]]:
    """The address and the words of each link to Binder, page by page."""
    return {
        name: [
            (str(link["href"]), link.get_text())
            for link in book.page(name).select("a[href*='mybinder.org']")
        ]
        for name in book.pages()
    }


def test_no_page_leads_to_binder_while_the_repository_has_no_address(small_book: Book) -> None:
    assert not any(links_to_binder(small_book).values())


def test_each_chapter_leads_to_itself_on_binder_once_it_has_one(
    small_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOK_REPOSITORY", REPOSITORY)
    links = links_to_binder(small_book.build())
    chapters = {path.stem for path in (small_book.root / "notebooks").glob("*.ipynb")}
    assert chapters
    for name, found in links.items():
        chapter = name.removeprefix("notebooks/")
        address = (
            "https://mybinder.org/v2/gh/someone/a-book/HEAD"
            f"?urlpath=lab/tree/notebooks/{chapter}.ipynb"
        )
        words = "Exécuter ce chapitre sur Binder (un autre site)"
        assert found == ([(address, words)] if chapter in chapters else []), name
        # A link, and nothing that asks another host for anything before it is followed.
        for element in small_book.page(name).select("[src], link[href]"):
            assert "binder" not in str(element.get("src") or element.get("href")), name


@pytest.mark.parametrize("address", ["", REPOSITORY, f"{REPOSITORY}/", f"{REPOSITORY}.git"])
def test_an_address_on_github_is_taken(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOK_REPOSITORY", address)
    assert repository_of() == address


def test_the_settings_may_give_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOOK_REPOSITORY", raising=False)
    assert repository_of(REPOSITORY) == REPOSITORY


@pytest.mark.parametrize(
    "address", ["someone/a-book", "https://example.org/a/b", "https://github.com/a"]
)
def test_another_address_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOK_REPOSITORY", address)
    with pytest.raises(ValueError, match=rf"BOOK_REPOSITORY.*{address}.*github\.com/OWNER/NAME"):
        repository_of()


def repository_of(setting: str = "") -> str:
    """The address of the repository, as the settings have it once they are read."""
    config = Config({}, {"html_theme_options": {"repository_url": setting}})
    config.add("html_theme_options", {}, "html", dict)
    set_repository(SimpleNamespace(), config)  # type: ignore[arg-type]  # the application is not used
    return str(config.html_theme_options["repository_url"])
