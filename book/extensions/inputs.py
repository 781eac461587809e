"""What the site is made from: digests that change with it, and with nothing else.

The standard library alone is imported: where nothing has changed, a build reads no more than this.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

FOLDERS = ("book", "data", "notebooks")  # and the files of the root
DOCUMENTS = (".md", ".ipynb")
SOURCE = "fr"  # the language that the book is written in
_LOCALE = Path("book", "locale")
_LANGUAGE = "BOOK_LANGUAGE"
_LEFT_OUT = ("__pycache__", ".ipynb_checkpoints")
# What a number of the book depends on, for the digest that the site shows.
PATTERNS = (
    "notebooks/**/*.py",
    "notebooks/**/*.pyi",
    "notebooks/**/*.mplstyle",
    "notebooks/**/*.html",
    "data/*",
    "requirements.txt",
    "book/extensions/**/*.py",
    "book/locale/**/*.po",
)
_EPOCH = "SOURCE_DATE_EPOCH"


def date_of_book(root: Path) -> int | None:
    """The date that the book of a checkout bears, in seconds since 1970.

    That of ``SOURCE_DATE_EPOCH``, or of the last commit; None where there is neither. Raises
    ValueError for a date that is no whole number.
    """
    stamp = os.environ.get(_EPOCH)
    if stamp is not None:
        if not stamp.isdecimal():
            raise ValueError(
                f"{_EPOCH} is « {stamp} »: expected whole seconds since 1970, such as 1764000000. "
                "Correct it, or unset it to take the date of the last commit."
            )
        return int(stamp)
    return _date_of_commit(root)


def _date_of_commit(root: Path) -> int | None:
    if not (root / ".git").exists():
        return None
    command = ["git", "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return int(done.stdout) if done.stdout.strip().isdecimal() else None


def translations(root: Path) -> list[str]:
    """The languages that the book is translated to: each has its folder of catalogues."""
    return sorted(path.parent.name for path in (root / _LOCALE).glob("*/LC_MESSAGES"))


def built(root: Path, language: str = SOURCE) -> Path:
    """Where Jupyter Book builds an edition; that of the language of the sources is the site."""
    return Path(root, "_build", *(() if language == SOURCE else (language, "_build")), "html")


# The variables of the book that its chapters may read: their runs are kept apart by them.
TOLD = (_LANGUAGE, "BOOK_ANSWERS", "BOOK_CODEBOOK")


def told() -> list[str]:
    """What those variables say; unset, the language is that of the sources."""
    return [os.environ.get(name, SOURCE if name == _LANGUAGE else "") for name in TOLD]


def around(root: Path, language: str = "") -> str:
    """A digest of all that a page depends on beside its own document.

    Tables, modules, extensions, templates, settings, the contents; the variables ``BOOK_*``, the
    date of the book, Python and what is installed for it. Of the catalogues, those of the
    ``language`` of the edition: unless it is given, the one that is set.
    """
    language = language or os.environ.get(_LANGUAGE, SOURCE)
    held = os.environ | {_LANGUAGE: language}
    settings = sorted(f"{name}={held[name]}" for name in held if name.startswith("BOOK_"))
    packages = Path(sysconfig.get_path("purelib")).stat().st_mtime_ns
    facts = [*settings, str(date_of_book(root)), sys.version, str(packages)]
    others = {root / _LOCALE / other for other in translations(root) if other != language}
    found = (
        path
        for path in _files(root)
        if path.suffix not in DOCUMENTS and not others & set(path.parents)
    )
    return _digest(root, found, facts)


def digest(root: Path) -> str:
    """Sixteen hex digits that change when a module, a table, a word or the lock changes.

    Editions are of the same data: they bear the same digits.
    """
    found = {path for pattern in PATTERNS for path in root.glob(pattern) if path.is_file()}
    # Answers of one's own are nobody's business: the site shows this digest.
    read = {path for path in found if root / "data" / "private" not in path.parents}
    return _digest(root, read)[:16]


def modules(root: Path) -> str:
    """A digest of the code of the book, its templates and styles: not its tables."""
    kinds = (".py", ".html", ".mplstyle", ".css")
    facts = [sys.version, of_file(root / "requirements.txt")]
    return _digest(root, (path for path in _files(root) if path.suffix in kinds), facts)


def calculations(root: Path) -> str:
    """A digest of the code that calculates, with its versions: not what it calculates on."""
    facts = [sys.version, of_file(root / "requirements.txt")]
    return _digest(root, (root / "notebooks" / "dataprep").rglob("*.py"), facts)[:16]


def documents(root: Path) -> str:
    """A digest of the documents themselves."""
    return _digest(root, (path for path in _files(root) if path.suffix in DOCUMENTS))


def seen(site: Path) -> str:
    """What tells that no file of a site was touched since: names, sizes and times."""
    stats = {path: path.stat() for path in sorted(site.rglob("*")) if path.is_file()}
    facts = (f"{path.relative_to(site)} {s.st_size} {s.st_mtime_ns}" for path, s in stats.items())
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def of_file(path: Path) -> str:
    """The SHA-256 of a file, in hex digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def state_file(site: Path) -> Path:
    """Where the state of a site is kept: beside it, for it is not of the site."""
    return site.with_name(f"{site.name}.json")


def state_of(site: Path) -> dict[str, Any]:
    """From what a site was made; nothing where that is not known."""
    try:
        state: dict[str, Any] = json.loads(state_file(site).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if site.is_dir() else {}


def nothing_to_do(root: Path) -> bool:
    """Whether the site of a checkout is whole, and made from what the checkout holds now."""
    return all(is_built(root, each) for each in (SOURCE, *translations(root)))


def is_built(root: Path, language: str) -> bool:
    """Whether an edition is whole, and made from what the checkout holds now."""
    site = built(root, language)
    state = state_of(site)
    now = {"around": around(root, language), "documents": documents(root)}
    if not now.items() <= state.items():
        return False
    try:
        return seen(site) == state.get("seen")
    except OSError:  # another build puts its own in place at this moment
        return False


def times(root: Path) -> dict[str, int]:
    """When each file that the site is made from was last written, in nanoseconds since 1970.

    Raises OSError when a file goes away meanwhile.
    """
    return {str(path.relative_to(root)): path.stat().st_mtime_ns for path in _files(root)}


def _files(root: Path) -> Iterator[Path]:
    yield from (path for path in root.iterdir() if path.is_file() and not _beside(path))
    for folder in FOLDERS:
        for path in (root / folder).rglob("*"):
            left_out = any(part in _LEFT_OUT for part in path.parts) or _beside(path)
            if not left_out and path.is_file():
                yield path


def _beside(path: Path) -> bool:
    """Whether an editor keeps a file beside the one that it writes, or a system hides it."""
    return path.name.startswith((".", "#")) or path.name.endswith("~")


def _digest(root: Path, paths: Iterable[Path], facts: Iterable[str] = ()) -> str:
    total = hashlib.sha256("\n".join(facts).encode())
    for path in sorted(paths):
        total.update(path.relative_to(root).as_posix().encode() + b"\0")
        total.update(of_file(path).encode())
    return total.hexdigest()
