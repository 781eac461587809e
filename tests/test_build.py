"""The build is strict, fails each time that it should, and never serves an old number.

Each test starts from a built book, its caches warm: where an old number would hide. What a build
does whatever the chapters are is tried on a small book (``building.small_project``).
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from building import ROOT, STRICT, Book
from extensions.inputs import digest

# One number of the survey, one of the world around it, as the pages print them.
UNTRAINED = ("23 sur 27, soit 85 %", "24 sur 27, soit 89 %")
TERRITORIES = ("comptait 268 Pays et PETR", "comptait 271 Pays et PETR")
FIRST, SECOND = "notebooks/premier", "notebooks/second"  # of the small book
WARNING = re.compile(r"\bWARNING:|\bERROR:|Traceback")


def change_tables(book: Book, back: bool = False) -> Book:
    """Change a printed percentage and a total, or put both back, and seal the tables."""
    percentage = ("percentage,85,0,", "percentage,89,0,")
    total = ("Pays and PETRs,268,", "Pays and PETR,271,")
    for path, (old, new) in {"findings-2025": percentage, "universe": total}.items():
        book.edit(f"data/{path}.csv", *((new, old) if back else (old, new)))
    return book.seal()


def printed(book: Book) -> tuple[str, str]:
    return book.text(FIRST), book.text(SECOND)


def shares_listed(book: Book) -> dict[str, float]:
    listed = json.loads((book.site / "numbers.json").read_text(encoding="utf-8"))
    return {record["key"]: record["value"] for record in listed["numbers"]}


def test_the_strict_build_warns_of_nothing(book: Book) -> None:
    assert not WARNING.search(book.log), book.log[-4000:]
    assert UNTRAINED[0] in book.text("notebooks/03-adoption")
    assert "23 sur 27" in book.text("index")
    assert TERRITORIES[0] in book.text("notebooks/01-contexte")


def test_a_sealed_change_of_a_table_reaches_the_page_and_undone_leaves_it(small_book: Book) -> None:
    change_tables(small_book).build()
    first, second = printed(small_book)
    assert UNTRAINED[1] in first
    assert UNTRAINED[0] not in first
    assert TERRITORIES[1] in second
    assert TERRITORIES[0] not in second
    # A page that has no cell of its own prints it too, in what it takes and in all statements.
    assert "89 % sans formation" in small_book.text("index")
    cells = small_book.page("index").select("table td")
    assert "89%" in [re.sub(r"\s", "", cell.get_text()) for cell in cells]
    assert shares_listed(small_book)["2025/training/untrained"] == pytest.approx(24 / 27)

    change_tables(small_book, back=True).build()
    first, second = printed(small_book)
    assert UNTRAINED[0] in first
    assert UNTRAINED[1] not in first
    assert TERRITORIES[0] in second
    assert "85 % sans formation" in small_book.text("index")
    assert shares_listed(small_book)["2025/training/untrained"] == pytest.approx(23 / 27)


def test_a_change_of_either_module_reaches_the_page_and_undone_leaves_it(small_book: Book) -> None:
    changes = {
        "notebooks/rendering/words/typography.py": (
            'tr("{count} sur {base}")',
            'tr("{count} parmi {base}")',
        ),
        "notebooks/dataprep/findings.py": ("level: float = 0.95", "level: float = 0.80"),
    }
    before, shares = small_book.text(FIRST), shares_listed(small_book)
    interval = re.search(r"Une part (de \d+ à \d+ %)", before)
    assert UNTRAINED[0] in before
    assert interval
    for path, words in changes.items():
        small_book.edit(path, *words)
    small_book.edit(f"{FIRST}.ipynb", "sans formation.", "sont autodidactes.")
    after = small_book.build().text(FIRST)
    assert "85 % sont autodidactes." in small_book.text("index")
    assert "23 parmi 27, soit 85 %" in after
    assert UNTRAINED[0] not in after
    assert re.search(r"Une part de \d+ à \d+ %", after)
    assert interval[0] not in after
    assert shares_listed(small_book) == shares  # the shares are what they were

    for path, words in changes.items():
        small_book.edit(path, *reversed(words))
    small_book.edit(f"{FIRST}.ipynb", "sont autodidactes.", "sans formation.")
    assert small_book.build().text(FIRST) == before
    assert shares_listed(small_book) == shares


def test_a_table_edited_but_not_sealed_is_refused_by_name(small_book: Book) -> None:
    small_book.edit("data/universe.csv", "Pays and PETRs,268,", "Pays and PETR,271,")
    small_book.build(ok=False)
    assert re.search(r"universe\W.*(hash|digest|sha256|empreinte)", small_book.log, re.S | re.I)
    assert "make seal" in small_book.log


def test_a_failing_cell_fails_the_build_each_time(small_book: Book) -> None:
    small_book.edit(f"{FIRST}.ipynb", "publish(untrained=answer", "publish(untrained=answers")
    for options in ((), STRICT):  # a failure only said once would pass the second time
        small_book.build(*options, ok=False)
        assert FIRST in small_book.log
        assert "NameError: name 'answers' is not defined" in plain(small_book.log)


def plain(log: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", log)


# What must fail a strict build: the file and words where it is put, and the warning it gives.
FAULTS = {
    "a cell that writes to stderr": (
        f"{FIRST}.ipynb",
        ("training = find", "print('oh', file=__import__('sys').stderr); training = find"),
        r"premier.*stderr",
    ),
    "a link to no page": (
        "index.md",
        ("(book/bibliographie.md)", "(book/bibliographies.md)"),
        r"index\.md:\d+: WARNING:.*bibliographies\.md",
    ),
    "a report that is not in the list": (
        f"{FIRST}.ipynb",
        ("gruny-senee-2025", "gruny-senee-1925"),
        r"WARNING:.*gruny-senee-1925",
    ),
}


ALONE = "a link to no page"


def test_each_fault_is_a_warning_and_a_warning_fails_the_strict_build(small_book: Book) -> None:
    """All in one build, that says every fault; then one alone."""
    for path, words, _ in FAULTS.values():
        small_book.edit(path, *words)
    said = plain(small_book.build(*STRICT, ok=False).log)
    for name, (_, _, warning) in FAULTS.items():
        assert re.search(warning, said), name
    for name, (path, words, _) in FAULTS.items():
        if name != ALONE:
            small_book.edit(path, *reversed(words))
    assert re.search(FAULTS[ALONE][2], plain(small_book.build(*STRICT, ok=False).log))


def test_a_chapter_taken_out_of_the_book_leaves_its_numbers_out_of_the_list(
    small_book: Book,
) -> None:
    assert "universe/territories-2023" in shares_listed(small_book)
    small_book.edit("_toc.yml", "  - file: notebooks/second\n", "")
    small_book.edit(
        "index.md",
        ", [le premier](notebooks/premier.ipynb) et [le second](notebooks/second.ipynb)",
        "",
    )
    (small_book.root / "notebooks/second.ipynb").unlink()
    small_book.build()
    assert "universe/territories-2023" not in shares_listed(small_book)
    assert "2025/training/untrained" in shares_listed(small_book)


def test_an_address_gives_the_site_its_map_and_absolute_pictures(
    small_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not (small_book.site / "sitemap.xml").exists()
    monkeypatch.setenv("BOOK_URL", "https://example.org/livre")
    small_book.build(*STRICT)
    pages = set(small_book.pages()) - {"404", "recherche"}
    assert len(pages) >= 4
    mapped = (small_book.site / "sitemap.xml").read_text("utf-8")
    assert all(f"<loc>https://example.org/livre/{name}.html</loc>" in mapped for name in pages)
    head = small_book.page(FIRST).head
    assert head is not None
    image = head.select_one('meta[property="og:image"]')
    canonical = head.select_one('link[rel="canonical"]')
    assert image is not None
    assert canonical is not None
    assert image["content"] == "https://example.org/livre/_static/social.png"
    assert canonical["href"] == f"https://example.org/livre/{FIRST}.html"


def test_an_address_that_is_none_is_refused(
    small_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOK_URL", "example.org")
    assert "BOOK_URL" in small_book.build(*STRICT, ok=False).log


@pytest.mark.parametrize(
    "path",
    [
        "notebooks/dataprep/bases.py",
        "notebooks/rendering/__init__.pyi",
        "notebooks/rendering/shown/findings.py",
        "notebooks/rendering/drawing/book.mplstyle",
        "data/findings-2025.csv",
        "data/datapackage.json",
        "requirements.txt",
        "book/extensions/catalogue/tables.py",
    ],
)
def test_the_cache_changes_place_with_whatever_a_number_depends_on(
    path: str, tmp_path: Path
) -> None:
    for folder in ("notebooks", "data", "book"):
        leave = shutil.ignore_patterns("__pycache__", "*.ipynb")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=leave)
    shutil.copyfile(ROOT / "requirements.txt", tmp_path / "requirements.txt")
    before, content = digest(tmp_path), (tmp_path / path).read_bytes()
    (tmp_path / path).write_bytes(content + b"\n")
    assert digest(tmp_path) != before
    (tmp_path / path).write_bytes(content)
    assert digest(tmp_path) == before


def test_the_editions_bear_the_same_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOOK_LANGUAGE", raising=False)
    french = digest(ROOT)
    monkeypatch.setenv("BOOK_LANGUAGE", "en")
    assert digest(ROOT) == french
