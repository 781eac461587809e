"""The page of dependencies says what the locks and the ``.in`` files say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dependencies
from building import ROOT
from dependencies import PAGE, main, page
from lock import LOCKS, SITE
from pinned import Pin, Wish, asked, pinned

STALE = "DEPENDENCIES.md is of other locks. Run: make dependencies"
DIGEST = "0" * 64


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Four locks and what they are made from, all empty, for a test to fill."""
    for lock in LOCKS:
        (tmp_path / lock).parent.mkdir(exist_ok=True)
        (tmp_path / lock).touch()
        (tmp_path / lock).with_suffix(".in").touch()
    return tmp_path


def write(root: Path, lock: str, source: str) -> None:
    """A lock of the site, and what it is made from."""
    (root / SITE).write_text(lock, encoding="utf-8")
    (root / "requirements.in").write_text(source, encoding="utf-8")


def rows(text: str) -> dict[str, list[str]]:
    """The cells of each row of the page, by the name of its package; the last row of a name."""
    found = re.findall(r"^\| ([a-z0-9-]+) \| (.+) \| (.+) \| (.+) \|$", text, re.MULTILINE)
    return {name: cells for name, *cells in found}


def test_the_page_is_that_of_the_locks() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(), STALE


def test_each_package_of_each_lock_has_its_row() -> None:
    parts = page().split("\n## ")[1:]
    for lock, part in zip(LOCKS, parts, strict=True):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert {pin.name for pin in pinned(text)} <= rows(part).keys()


def test_each_dependency_stands_with_its_version_its_licence_and_its_reason(project: Path) -> None:
    attrs = f"attrs==26.1 \\\n    --hash=sha256:{DIGEST}\n    # via six\n"
    six = "six==9.9 ; os_name == 'nt'\nsix==8.8 ; os_name != 'nt'\n"
    write(project, attrs + six, "six  # keeps its word\n")
    book = page(project).split("\n## ")[1]
    assert rows(book) == {
        "six": ["9.9 or 8.8", "MIT", "keeps its word"],
        "attrs": ["26.1", "MIT", "six"],
    }


def test_a_reason_that_changes_changes_the_page(project: Path) -> None:
    write(project, "six==9.9\n", "six  # keeps its word\n")
    before = page(project)
    write(project, "six==9.9\n", "six  # keeps two words\n")
    assert page(project) == before.replace("keeps its word", "keeps two words") != before


def test_what_no_lock_pins_is_refused_by_name(project: Path) -> None:
    write(project, "six==9.9\n", "six  # keeps its word\nattrs  # holds it\n")
    with pytest.raises(ValueError, match=r"requirements\.in asks for attrs: .* Run: make lock"):
        page(project)


def test_what_a_part_asks_for_and_the_book_pins_has_the_version_of_the_book() -> None:
    part = page().split("\n## ")[2]
    (version,) = (
        pin.version
        for pin in pinned((ROOT / SITE).read_text(encoding="utf-8"))
        if pin.name == "packaging"
    )
    assert rows(part)["packaging"][0] == version


def test_the_command_writes_the_page_and_says_what_is_not_allowed(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dependencies, "licence_of", {"pandas": "SSPL-1.0"}.get)
    write(project, "pandas==9.9\n", "pandas  # tables\n")
    main(project)
    assert "| pandas | 9.9 | SSPL-1.0 | tables |" in (project / PAGE).read_text(encoding="utf-8")
    written, refused = capsys.readouterr().out.splitlines()
    assert written == "DEPENDENCIES.md: written"
    assert refused.startswith("requirements.txt: pandas: its licence is SSPL-1.0. Allowed: ")


# What is read of a lock, and of what it is made from


def test_a_pin_is_read_with_where_it_holds_its_digests_and_who_asks_for_it() -> None:
    lock = (
        f"coverage[toml]==7.17.3 \\\n    --hash=sha256:{DIGEST} \\\n    --hash=sha256:{DIGEST}\n"
        "    # via nbval, pytest_cov, -r requirements-test.in\n"
        f"numpy==2.4.6 ; python_full_version < '3.12' \\\n    --hash=sha256:{DIGEST}\n"
        "    # via -r requirements.in\n\n# The following packages were excluded:\n# six\n"
    )
    assert pinned(lock) == [
        Pin("coverage", "7.17.3", "", (DIGEST, DIGEST), ("nbval", "pytest-cov")),
        Pin("numpy", "2.4.6", "python_full_version < '3.12'", (DIGEST,), ()),
    ]


def test_no_pin_of_a_lock_is_left_out() -> None:
    for lock in LOCKS:
        text = (ROOT / lock).read_text(encoding="utf-8")
        pins = pinned(text)
        assert len(pins) == len(re.findall(r"^[^\s#]", text, re.MULTILINE))
        assert sum(len(pin.hashes) for pin in pins) == text.count("--hash=")


def test_a_direct_dependency_is_read_with_its_reason() -> None:
    source = (
        "# The book\n-c requirements.txt\n\njupyter-book>=1.0.4,<2  # builds the site; not 2.x\n"
        "lazy_loader # later\npagefind[bin]       # the search\nbare\n"
    )
    assert asked(source) == [
        Wish("jupyter-book", "builds the site; not 2.x"),
        Wish("lazy-loader", "later"),
        Wish("pagefind", "the search"),
        Wish("bare", ""),
    ]
