"""The same checkout gives the same bytes: elsewhere, later, in another zone, on one core."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from building import ROOT, Book, copy_of_project, run
from extensions import inputs
from extensions.execution.cache import find

CONTEXT = 80  # bytes shown on each side of a difference
ON_ONE_CORE = (
    "import os, sys; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)


def first_difference(one: Path, other: Path) -> str:
    """The first file of two folders that is not the same in both, and where; nothing if none."""
    names = [
        {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        for folder in (one, other)
    ]
    if alone := sorted(names[0] ^ names[1]):
        return f"{alone[0]} is in one alone"
    for name in sorted(names[0]):
        left, right = (one / name).read_bytes(), (other / name).read_bytes()
        if left != right:
            return f"{name}: {_said(one / name, other / name, left, right)}"
    return ""


def _said(one: Path, other: Path, left: bytes, right: bytes) -> str:
    if diffoscope := shutil.which("diffoscope"):
        command = [diffoscope, "--max-report-size", "4000", str(one), str(other)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    place = next(
        (n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b),
        min(len(left), len(right)),
    )
    around = slice(max(0, place - CONTEXT), place + CONTEXT)
    return f"at byte {place}\n  {left[around]!r}\n  {right[around]!r}"


def notebooks(book: Book) -> list[bytes]:
    """The executed notebooks of a book, as they are kept."""
    runs = [find(book.root, f"notebooks/{p.stem}") for p in _chapters(book)]
    return [next(run.rglob("base.ipynb")).read_bytes() for run in runs if run]


def _chapters(book: Book) -> list[Path]:
    return sorted((book.root / "notebooks").glob("*.ipynb"))


@pytest.mark.built
@pytest.mark.skipif(sys.platform != "linux", reason="one core is asked of Linux")
def test_a_clean_build_elsewhere_gives_the_same_bytes(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    date = inputs.date_of_book(book.root)
    if date is not None:  # a copy has no commit to take it from
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(date))
    monkeypatch.setenv("PYTHONHASHSEED", "1")
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")  # where it is tomorrow already, most of the day
    (tmp_path / "another folder").mkdir()
    other = copy_of_project(tmp_path / "another folder")
    for path in other.root.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    run([sys.executable, "-c", ON_ONE_CORE, sys.executable, "tools/build.py"], other.root)
    assert first_difference(book.site, other.site) == ""
    assert len(notebooks(book)) == len(_chapters(book)) > 1
    assert notebooks(book) == notebooks(other)


def test_a_difference_is_shown_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        (folder / "a").mkdir(parents=True)
        (folder / "a" / "same.html").write_text("same")
        (folder / "page.html").write_text(f"x{'-' * 200}built at noon")
    assert first_difference(one, other) == ""
    (other / "page.html").write_text(f"x{'-' * 200}built at nine")
    assert first_difference(one, other).startswith("page.html: at byte 211\n")
    assert "noon" in first_difference(one, other)
    (one / "alone").touch()
    assert first_difference(one, other) == "alone is in one alone"


def test_the_digests_of_a_site_are_those_that_sha256sum_checks(tmp_path: Path) -> None:
    site = tmp_path / "_build" / "html"
    (site / "book").mkdir(parents=True)
    (site / "index.html").write_text("a")
    (site / "book" / "é.html").write_text("b")
    run([sys.executable, str(ROOT / "tools" / "digests.py"), str(tmp_path)], tmp_path)
    sums = tmp_path / "_build" / "SHA256SUMS"
    assert [line.split("  ")[1] for line in sums.read_text("utf-8").splitlines()] == [
        "book/é.html",
        "index.html",
    ]
    check = ["sha256sum", "--check", "--strict", "../SHA256SUMS"]
    if shutil.which("sha256sum"):
        run(check, site)
        (site / "index.html").write_text("c")
        assert run(check, site, check=False).returncode == 1
