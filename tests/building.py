"""A copy of the project that a test may edit, seal and build, and the pages it gives."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[1]
STRICT = ("-W", "-n", "--keep-going", "--all")  # as `make site` builds
_LEFT_OUT = shutil.ignore_patterns(
    ".git",
    ".venv",
    "_build",
    "__pycache__",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
    ".ipynb_checkpoints",
    ".coverage*",
)
# Settings of this run that a program started from it must not take over.
_OURS = ("PYTEST_ADDOPTS", "PYTEST_CURRENT_TEST", "PYTHONPATH")


def run(command: list[str], folder: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, as a newcomer's shell would, keeping what it prints."""
    environment = {key: value for key, value in os.environ.items() if key not in _OURS}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert not check or done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return done


def program(name: str) -> str:
    """The path of a program installed beside the Python that runs the tests."""
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    assert found, f"{name} is not installed beside {sys.executable}"
    return found


@dataclass
class Book:
    """A copy of the project: edit it, seal it, build it, read its pages."""

    root: Path
    log: str = field(default="", init=False)

    def copy(self, folder: Path) -> Book:
        """The same book elsewhere, with what it has built and the cache of its notebooks."""
        return Book(Path(shutil.copytree(self.root, folder / self.root.name)))

    def edit(self, path: str, old: str, new: str) -> Book:
        """Replace ``old``, which must stand there, by ``new`` in a file of the copy."""
        target = self.root / path
        text = target.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {path}"
        target.write_text(text.replace(old, new), encoding="utf-8", newline="")
        return self

    def seal(self) -> Book:
        run([sys.executable, "tools/seal.py", "--yes"], self.root)
        return self

    def build(self, *options: str, ok: bool = True) -> Book:
        """Build the site with the program the README names; fails unless it ends as ``ok`` says."""
        done = run([program("jupyter-book"), "build", ".", *options], self.root, check=False)
        self.log = done.stdout + done.stderr
        assert (done.returncode == 0) == ok, self.log[-4000:]
        return self

    @property
    def site(self) -> Path:
        return self.root / "_build" / "html"

    def page(self, name: str) -> BeautifulSoup:
        """A page of the site, as a browser parses it; ``name`` without ``.html``."""
        return BeautifulSoup((self.site / f"{name}.html").read_bytes(), "html5lib")

    def text(self, name: str) -> str:
        """The words of a page, every run of spaces, narrow ones included, made one plain space."""
        return re.sub(r"\s+", " ", self.page(name).get_text())

    def pages(self) -> list[str]:
        return sorted(
            path.relative_to(self.site).with_suffix("").as_posix()
            for path in self.site.rglob("*.html")
            if "_static" not in path.parts
        )


def copy_of_project(folder: Path) -> Book:
    """The project as a fresh clone has it: nothing built, nothing cached."""
    return Book(Path(shutil.copytree(ROOT, folder / "book-copy", ignore=_LEFT_OUT)))
