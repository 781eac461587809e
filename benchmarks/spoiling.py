"""Copies of the project to spoil on purpose, several at once, and the tests run in them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "book"))

from extensions.inputs import date_of_book

ROOT = Path(__file__).resolve().parents[1]
BUILT = "_build"
# As `make test` runs them, in one process, until the first that fails.
TESTS = ("-m", "pytest", "-n0", "-x", "-q", "--tb=short", "-p", "no:cacheprovider")

Item = TypeVar("Item")
Found = TypeVar("Found")


def in_copies(
    work: Callable[[Item, Path], Found],
    items: Sequence[Item],
    copies: int,
    built: bool = True,
    root: Path = ROOT,
) -> Iterator[Found]:
    """What ``work`` gives for each item and a copy of its own, in order; ``copies`` at once."""
    free: Queue[Path] = Queue()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(copies) as workers:
        for rank in range(copies):
            free.put(copy_of(root, Path(folder) / str(rank), built))

        def found(item: Item) -> Found:
            copy = free.get()
            try:
                return work(item, copy)
            finally:
                free.put(copy)

        yield from workers.map(found, items)


def copy_of(root: Path, folder: Path, built: bool = True) -> Path:
    """What git holds of the project, as it is in the work tree; and the site, where ``built``."""
    copy = folder / "book"
    listed = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (root / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, copy / name)
    git(copy, "init", "--quiet")
    git(copy, "add", "--all", "--force")
    who = ("-c", "user.name=x", "-c", "user.email=x")
    # The date of the last commit is on the pages: that of the copy is that of the project.
    date = date_of_book(root)
    dated = {} if date is None else {"GIT_COMMITTER_DATE": f"{date} +0000"}
    git(copy, *who, "commit", "--quiet", "-m", "x", **dated)
    if built:
        take_site(root, copy)
    return copy


def take_site(root: Path, copy: Path) -> None:
    """Put the site that is built in ``root`` in the place of that of a copy."""
    shutil.rmtree(copy / BUILT, ignore_errors=True)
    shutil.copytree(root / BUILT, copy / BUILT, symlinks=True)


def git(folder: Path, *words: str, **environment: str) -> str:
    """What git says in a folder. Raises CalledProcessError where it fails."""
    return subprocess.run(
        ["git", *words],
        cwd=folder,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout


def python(
    copy: Path, *words: str, seconds: float | None = None
) -> subprocess.CompletedProcess[str]:
    """Run this Python in a copy, whose site is taken as built; TimeoutExpired past ``seconds``."""
    ours = {"BOOK_BUILT": str(copy), "CI": "true", "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *words],
        cwd=copy,
        env={**os.environ, **ours},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=seconds,
    )
