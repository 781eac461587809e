"""Fixtures: a copy of the data to spoil, and the project built once as a site."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[1]
_LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "_build", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache",
    ".hypothesis",
)  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data package that a test may spoil."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@dataclass
class Book:
    """A copy of the project: edit it, seal it, build it, read its pages."""

    root: Path
    log: str = field(default="", init=False)

    def edit(self, path: str, old: str, new: str) -> Book:
        """Replace ``old``, which must stand there, by ``new`` in a file of the copy."""
        target = self.root / path
        text = target.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {path}"
        target.write_text(text.replace(old, new), encoding="utf-8")
        return self

    def seal(self) -> Book:
        self._run([sys.executable, "-m", "dataprep.seal"], self.root / "notebooks")
        return self

    def build(self, *options: str, ok: bool = True) -> Book:
        """Build the site with the program the README names; fails unless it ends as ``ok`` says."""
        program = Path(sys.executable).with_name("jupyter-book")
        done = self._run([str(program), "build", ".", *options], self.root, check=False)
        self.log = done.stdout + done.stderr
        assert (done.returncode == 0) == ok, self.log[-4000:]
        return self

    def _run(
        self, command: list[str], folder: Path, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            command, cwd=folder, env=environment, check=check, capture_output=True, text=True
        )

    @property
    def site(self) -> Path:
        return self.root / "_build" / "html"

    def page(self, name: str) -> BeautifulSoup:
        """A page of the site, as a browser parses it; ``name`` without ``.html``."""
        return BeautifulSoup((self.site / f"{name}.html").read_bytes(), "html5lib")

    def pages(self) -> list[str]:
        return sorted(
            path.relative_to(self.site).with_suffix("").as_posix()
            for path in self.site.rglob("*.html")
            if "_static" not in path.parts
        )


def copy_of_project(folder: Path) -> Book:
    return Book(Path(shutil.copytree(ROOT, folder / "book-copy", ignore=_LEFT_OUT)))


STRICT = ("-W", "-n", "--keep-going", "--all")


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The project as it is, built strictly, once. Tests read it and change nothing."""
    return copy_of_project(tmp_path_factory.mktemp("site")).build(*STRICT)
