"""A build that starts from an older one gives the bytes of a clean one, whatever has changed."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from building import ROOT, Book, files, run_ready
from extensions import inputs

pytestmark = pytest.mark.built
FIRST, SECOND = "notebooks/premier", "notebooks/second"  # of the small book
Edit = Callable[[Book], Book]


def edit(path: str, old: str, new: str) -> Edit:
    return lambda book: book.edit(path, old, new)


# Each is made after those above it; what it touches beside the page of its own document.
CHANGES: dict[str, Edit] = {
    "a sentence": edit(
        f"{SECOND}.ipynb", "Un chapitre d'un autre", "Un chapitre d'encore un autre"
    ),
    "a sentence of the home page": edit("index.md", "Deux courts chapitres", "Deux chapitres"),
    "a title, in the contents": edit(f"{SECOND}.ipynb", "# Le second", "# Le deuxième"),
    "a cell": edit(f"{SECOND}.ipynb", "L'ANPP comptait", "Alors, l'ANPP comptait"),
    "a cell whose output another page takes": edit(
        f"{FIRST}.ipynb", "sans formation.", "sont autodidactes."
    ),
    "a work cited, in the bibliography": edit(
        f"{SECOND}.ipynb", "autre nombre.", "autre nombre {cite}`villani-2018`."
    ),
    "a file to take along": edit("index.md", "# Un petit livre", "{download}`a <CITATION.cff>`"),
    "the same file, left out": edit("index.md", "{download}`a <CITATION.cff>`", "# Un petit livre"),
    "a table": lambda book: book.edit("data/universe.csv", "PETRs,268,", "PETR,271,").seal(),
    "a module": edit("notebooks/rendering/words/typography.py", "{count} sur", "{count} parmi"),
    "a template": edit("book/theme/book/layout.html", "<body", '<body data-tried="1"'),
}


def test_an_incremental_build_is_a_clean_one(small_book: Book, tmp_path: Path) -> None:
    sites: dict[str, dict[str, bytes]] = {}
    clean: dict[str, Book] = {}
    for name, change in CHANGES.items():
        sites[name] = files(change(small_book).build().site)
        # What was written and read is gone; runs of chapters are kept, by what they have read.
        clean[name] = small_book.copy(tmp_path / f"clean-{len(clean)}")
        for each in ("html", "html.json", ".doctrees", "made", "jupyter_execute"):
            path = clean[name].root / "_build" / each
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    done = run_ready("jupyter_book.cli.main", *((["build", "."], b.root) for b in clean.values()))
    assert [each.returncode for each in done] == [0] * len(CHANGES)
    for name, book in clean.items():
        expected = files(book.site)
        assert sorted(sites[name]) == sorted(expected), name
        assert [p for p in expected if sites[name][p] != expected[p]] == [], name
    # Each change was one, but for the file left out again.
    assert sites["the same file, left out"] == sites["a work cited, in the bibliography"]
    assert len({tuple(site.values()) for site in sites.values()}) == len(CHANGES) - 1


def test_a_build_in_which_nothing_changed_is_told_apart(small_book: Book) -> None:
    small_book.build()
    assert inputs.is_built(small_book.root, inputs.SOURCE)
    for name in ("index.md", "_config.yml", "data/universe.csv", "book/search.yml"):
        path = small_book.root / name
        before = path.read_bytes()
        path.write_bytes(before + b" ")
        assert not inputs.is_built(small_book.root, inputs.SOURCE)
        path.write_bytes(before)
        assert inputs.is_built(small_book.root, inputs.SOURCE)
    (small_book.site / "index.html").unlink()
    assert not inputs.is_built(small_book.root, inputs.SOURCE)
    assert small_book.build().page("index")
    assert inputs.is_built(small_book.root, inputs.SOURCE)


def test_a_date_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(ValueError, match="SOURCE_DATE_EPOCH is « yesterday »: expected whole"):
        inputs.date_of_book(ROOT)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    assert inputs.date_of_book(ROOT) == 1764000000


def test_the_search_of_an_edition_is_of_its_pages_alone_after_an_edit(small_book: Book) -> None:
    other = small_book.site / "en"  # as the edition in English, taken along, stands there
    shutil.copytree(small_book.site / "book", other / "book")
    small_book.edit("index.md", "Deux courts chapitres", "Deux chapitres").build()
    fragments = list((small_book.site / "pagefind" / "fragment").iterdir())
    assert len(fragments) == len(set(small_book.pages()) - {"404", "recherche"})
    assert not [path for path in fragments if b'"/en/' in gzip.decompress(path.read_bytes())]
