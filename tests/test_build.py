"""The build is strict, fails each time that it should, and never serves an old number.

Each test starts from the built project, its caches warm: where an old number would hide.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from building import ROOT, STRICT, Book
from extensions.execution.cache import digest

# One number of the survey, one of the world around it, as the pages print them.
UNTRAINED = ("23 sur 27, soit 85 %", "24 sur 27, soit 89 %")
TERRITORIES = ("comptait 268 Pays et PETR", "comptait 271 Pays et PETR")
WARNING = re.compile(r"\bWARNING:|\bERROR:|Traceback")


def change_tables(book: Book, back: bool = False) -> Book:
    """Change a printed percentage and a total, or put both back, and seal the tables."""
    percentage = ("percentage,85,0,", "percentage,89,0,")
    total = ("Pays and PETR,268,", "Pays and PETR,271,")
    for path, (old, new) in {"findings-2025": percentage, "universe": total}.items():
        book.edit(f"data/{path}.csv", *((new, old) if back else (old, new)))
    return book.seal()


def printed(book: Book) -> tuple[str, str]:
    return book.text("notebooks/03-adoption"), book.text("notebooks/01-contexte")


def shares_listed(book: Book) -> dict[str, float]:
    listed = json.loads((book.site / "numbers.json").read_text(encoding="utf-8"))
    return {record["key"]: record["value"] for record in listed["numbers"]}


def test_the_strict_build_warns_of_nothing(book: Book) -> None:
    assert not WARNING.search(book.log), book.log[-4000:]
    assert UNTRAINED[0] in printed(book)[0]
    assert TERRITORIES[0] in printed(book)[1]


def test_a_sealed_change_of_a_table_reaches_the_page_and_undone_leaves_it(warm_book: Book) -> None:
    change_tables(warm_book).build()
    adoption, context = printed(warm_book)
    assert UNTRAINED[1] in adoption
    assert UNTRAINED[0] not in adoption
    assert TERRITORIES[1] in context
    assert TERRITORIES[0] not in context
    # Pages that have no cell of their own print it too: the home page, the list of statements.
    assert "24 sur 27" in warm_book.text("index")
    assert "89%" in re.sub(r"\s%", "%", warm_book.text("book/enonces"))
    assert shares_listed(warm_book)["2025/training/untrained"] == pytest.approx(24 / 27)

    change_tables(warm_book, back=True).build()
    adoption, context = printed(warm_book)
    assert UNTRAINED[0] in adoption
    assert UNTRAINED[1] not in adoption
    assert TERRITORIES[0] in context
    assert "23 sur 27" in warm_book.text("index")
    assert shares_listed(warm_book)["2025/training/untrained"] == pytest.approx(23 / 27)


def test_a_change_of_either_module_reaches_the_page_and_undone_leaves_it(warm_book: Book) -> None:
    words = ('tr("{count} sur {base}")', 'tr("{count} parmi {base}")')
    level = ("level: float = 0.95", "level: float = 0.80")
    before = shares_listed(warm_book)
    interval = re.search(r"laisserait la part varier (de \d+ à \d+ %)", printed(warm_book)[0])
    assert interval
    warm_book.edit("notebooks/rendering/words/typography.py", *words)
    warm_book.edit("notebooks/dataprep/findings.py", *level)
    warm_book.build()
    adoption, _ = printed(warm_book)
    assert "23 parmi 27, soit 85 %" in adoption
    assert UNTRAINED[0] not in adoption
    assert interval[0] not in adoption
    assert shares_listed(warm_book) == before  # the shares are what they were

    warm_book.edit("notebooks/rendering/words/typography.py", *reversed(words))
    warm_book.edit("notebooks/dataprep/findings.py", *reversed(level))
    warm_book.build()
    adoption, _ = printed(warm_book)
    assert UNTRAINED[0] in adoption
    assert interval[0] in adoption


def test_a_table_edited_but_not_sealed_is_refused_by_name_each_time(warm_book: Book) -> None:
    warm_book.edit("data/universe.csv", "Pays and PETR,268,", "Pays and PETR,271,")
    for options in ((), STRICT):
        warm_book.build(*options, ok=False)
        assert re.search(r"universe\W.*(hash|digest|sha256|empreinte)", warm_book.log, re.S | re.I)
        assert "make seal" in warm_book.log


def test_a_failing_cell_fails_the_build_each_time(warm_book: Book) -> None:
    warm_book.edit("notebooks/04-perspectives.ipynb", "publish(cards=cards)", "publish(cards=card)")
    for _ in range(2):  # a failure that is only said once would pass the second time
        warm_book.build(ok=False)
        assert "04-perspectives" in warm_book.log
        assert "NameError: name 'card' is not defined" in plain(warm_book.log)
    # Put right, with other words on a card, it builds, and the home page has the words.
    chapter = "notebooks/04-perspectives.ipynb"
    warm_book.edit(chapter, "publish(cards=card)", "publish(cards=cards)")
    warm_book.edit(chapter, "s'en servent sans formation préalable", "manquent de formation")
    assert "manquent de formation" in warm_book.build().text("index")


def plain(log: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", log)


def test_a_cell_that_writes_to_stderr_and_a_broken_reference_each_fail_the_build(
    warm_book: Book,
) -> None:
    line = "growth = findings.query("
    cell = (line, f"print('oh', file=__import__('sys').stderr); {line}")
    warm_book.edit("notebooks/04-perspectives.ipynb", *cell).build(*STRICT, ok=False)
    assert re.search(r"04-perspectives.*stderr", warm_book.log)
    warm_book.edit("notebooks/04-perspectives.ipynb", *reversed(cell))
    link = ("(book/enonces.md)", "(book/enonce.md)")
    warm_book.edit("index.md", *link).build(*STRICT, ok=False)
    assert re.search(r"index\.md:\d+: WARNING:.*enonce\.md", warm_book.log)
    warm_book.edit("index.md", *reversed(link))
    cite = ("references.bib#gruny-senee-2025", "references.bib#gruny-senee-1925")
    warm_book.edit("notebooks/04-perspectives.ipynb", *cite).build(*STRICT, ok=False)
    assert "gruny-senee-1925" in warm_book.log
    warm_book.edit("notebooks/04-perspectives.ipynb", *reversed(cite)).build(*STRICT)


def test_a_chapter_taken_out_of_the_book_leaves_its_numbers_out_of_the_list(
    warm_book: Book,
) -> None:
    assert "bases/relaxed/cases" in shares_listed(warm_book)
    for name in ("01-contexte", "02-methode"):
        warm_book.edit("_toc.yml", f"      - file: notebooks/{name}\n", "")
        (warm_book.root / f"notebooks/{name}.ipynb").unlink()
    warm_book.build()
    assert "bases/relaxed/cases" not in shares_listed(warm_book)
    assert "2025/training/untrained" in shares_listed(warm_book)


@pytest.mark.parametrize(
    "path",
    [
        "notebooks/dataprep/bases.py",
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


def test_the_cache_changes_place_with_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOOK_LANGUAGE", raising=False)
    french = digest(ROOT)
    monkeypatch.setenv("BOOK_LANGUAGE", "en")
    assert digest(ROOT) != french
    monkeypatch.setenv("BOOK_LANGUAGE", "fr")
    assert digest(ROOT) == french
