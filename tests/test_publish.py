"""The site is put in place whole: nothing of an older one is left in it, nor of a failed one."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from sphinx.errors import ExtensionError

from building import STRICT, Book, files
from extensions.page.publish import put_back, swap

WORD = "Xylophone"


def files_that_say(word: str, folder: Path) -> list[str]:
    """The files that hold a word, its ending aside, whatever its capitals; compressed ones too."""
    stem = word.lower()[:-1].encode()
    return [
        name
        for name, content in files(folder).items()
        if stem in (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).lower()
    ]


def test_a_word_and_a_page_taken_out_of_the_book_are_nowhere_in_the_site(small_book: Book) -> None:
    words = ("Deux courts chapitres", f"{WORD} : deux courts chapitres")
    said = files_that_say(WORD, small_book.edit("index.md", *words).build().site)
    assert "index.html" in said
    assert [name for name in said if name.startswith("pagefind/fragment/")]
    assert [name for name in said if name.startswith("pagefind/index/")]
    assert "book/bibliographie" in small_book.pages()

    small_book.edit("index.md", *reversed(words))
    small_book.edit("index.md", "[une bibliographie](book/bibliographie.md)", "rien d'autre")
    small_book.edit("_toc.yml", "  - file: book/bibliographie\n", "")
    small_book.build()
    assert files_that_say(WORD, small_book.site) == []
    assert "book/bibliographie" not in small_book.pages()
    assert not [name for name in files(small_book.site) if "bibliographie" in name]


def written(book: Book) -> set[str]:
    """The documents whose pages the last build wrote."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", book.log)
    return set(re.findall(r"writing output\.\.\. \[ *\d+%\] (\S+)", plain))


def test_a_sentence_edited_makes_its_own_page_alone(small_book: Book) -> None:
    small_book.edit("index.md", "Deux courts", "Deux chapitres, courts").build()  # it has moved
    small_book.edit("index.md", "Deux chapitres, courts", "Deux courts").build()
    assert written(small_book) == {"index"}
    words = ("Un chapitre d'un nombre", "Un court chapitre d'un seul nombre")  # which cites a work
    small_book.edit("notebooks/premier.ipynb", *words).build()
    assert "notebooks/premier" in written(small_book)
    assert written(small_book) <= {"notebooks/premier", "index", "book/bibliographie"}


def test_a_build_that_fails_leaves_the_site_as_it_was(small_book: Book) -> None:
    before = files(small_book.site)
    assert len(before) > 20
    broken = ("(book/bibliographie.md)", "(book/bibliographies.md)")
    small_book.edit("index.md", *broken).build(*STRICT, ok=False)  # all is written, and a warning
    assert "bibliographies.md" in small_book.log
    assert files(small_book.site) == before
    small_book.edit("index.md", *reversed(broken))
    failing = ("published_findings(", "published_finding(")
    small_book.edit("notebooks/premier.ipynb", *failing).build(ok=False)  # stopped while it reads
    assert "published_finding" in small_book.log
    assert files(small_book.site) == before


@pytest.fixture
def sites(tmp_path: Path) -> tuple[Path, Path]:
    """A new site and the one it is to replace, of a page each."""
    for name in ("html.new", "html"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.html").write_text(name, encoding="utf-8")
    return tmp_path / "html.new", tmp_path / "html"


def test_a_new_site_takes_the_place_of_the_old_one(sites: tuple[Path, Path]) -> None:
    new, site = sites
    swap(new, site)
    assert [path.name for path in site.parent.iterdir()] == ["html"]
    assert files(site) == {"page.html": b"html.new"}


def test_a_first_site_needs_none_to_replace(sites: tuple[Path, Path]) -> None:
    new, site = sites
    (site / "page.html").unlink()
    site.rmdir()
    swap(new, site)
    assert files(site) == {"page.html": b"html.new"}


def test_a_swap_stopped_half_way_is_undone(sites: tuple[Path, Path]) -> None:
    _, site = sites
    site.rename(site.with_name("html.old"))
    put_back(site)
    assert files(site) == {"page.html": b"html"}
    assert not site.with_name("html.old").exists()


def test_a_site_that_cannot_be_replaced_stays_and_is_said_to(sites: tuple[Path, Path]) -> None:
    new, site = sites
    with pytest.raises(ExtensionError, match=r"html: the new site could not.*nowhere.*build again"):
        swap(new.with_name("nowhere"), site)
    assert files(site) == {"page.html": b"html"}
