"""The programs measured: how each lays a corpus in a folder, builds it, and where its pages are.

What a program is set with is in ``peers/``, a folder each; its best cache is on. The book and stock
Jupyter Book run in the book's environment, the others in ``.venv-peers``: what they share has one
version in both.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus import ROOT, Corpus, write_common
from environment import PEERS

SETTINGS = Path(__file__).parent / "peers"
OURS, STOCK = "ours", "Jupyter Book 1"
_NBSPHINX, _MKDOCS, _NBCONVERT = "nbsphinx + furo", "mkdocs-jupyter", "nbconvert"
# What each is measured with, beside its default settings.
CACHES = {
    OURS: "as `make site` builds it",
    STOCK: "`execute_notebooks: cache`, its cache of executions, and Sphinx's own of pages",
    _NBSPHINX: "Sphinx's own cache of pages; it has none of executions; pages in parallel",
    _MKDOCS: "`cache: true`, its cache of converted notebooks",
    _NBCONVERT: "it has no cache: one command converts every notebook",
}


@dataclass(frozen=True)
class Builder:
    """A program measured, on one corpus."""

    name: str
    lay: Callable[[Path, Corpus], None]  # writes the corpus into a folder, with its settings
    command: Callable[[Path], list[str]]
    pages: str  # the folder of the chapters' pages
    site: str = "_build/html"
    peer: bool = False  # runs in the environment of the peers
    modules: bool = False  # finds the modules of the copy from any folder, as the book's does

    def page(self, root: Path, chapter: str) -> Path:
        """The file of a chapter's page."""
        return root / self.pages / f"{chapter}.html"

    def environment(self, root: Path) -> dict[str, str]:
        """The variables that the program starts with."""
        python = _peer("python") if self.peer else Path(sys.executable)
        found = {
            key: value
            for key, value in os.environ.items()
            if key not in _NOT_PASSED and not key.startswith("BOOK_")
        }
        folders = [str(python.parent), *(_pandoc() if self.peer else []), os.environ["PATH"]]
        found["PATH"] = os.pathsep.join(folders)
        if self.modules:
            found["PYTHONPATH"] = str(root / "notebooks")
        return found


# With the settings of the book (BOOK_…), what would change a build from outside.
_NOT_PASSED = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "SOURCE_DATE_EPOCH", "VIRTUAL_ENV")


def _peer(program: str) -> Path:
    return PEERS.folder / "bin" / program


def _pandoc() -> list[str]:
    """The folder of the pandoc that a package brings; none before the peers are installed."""
    return [
        str(path.parent) for path in PEERS.folder.glob("lib/*/site-packages/pypandoc/files/pandoc")
    ]


def clone(root: Path) -> None:
    """A fresh clone of the last commit: what is not committed is not measured."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(root)], check=True)


def _settings(name: str, root: Path) -> None:
    shutil.copytree(SETTINGS / name, root, dirs_exist_ok=True)


def _lay_own(root: Path, _: Corpus) -> None:
    clone(root)


def _lay_own_stock(root: Path, _: Corpus) -> None:
    clone(root)
    _settings("jupyter-book-own", root)


def _lay_ours(root: Path, corpus: Corpus) -> None:
    """The book's extensions, theme and settings, with other chapters."""
    clone(root)
    for path in (root / "notebooks").glob("*.ipynb"):
        path.unlink()
    write_common(root, corpus.chapters)
    _settings("ours", root)


def _lay_with(name: str) -> Callable[[Path, Corpus], None]:
    def lay(root: Path, corpus: Corpus) -> None:
        write_common(root, corpus.chapters)
        if (SETTINGS / name).exists():
            _settings(name, root)

    return lay


def _build_ours(_: Path) -> list[str]:
    return [sys.executable, "tools/build.py"]


def _build_stock(_: Path) -> list[str]:
    return [str(Path(sys.executable).parent / "jupyter-book"), "build", "."]


def _build_nbsphinx(_: Path) -> list[str]:
    return [str(_peer("sphinx-build")), "-j", "auto", "-d", "_build/doctrees", ".", "_build/html"]


def _build_mkdocs(_: Path) -> list[str]:
    return [str(_peer("mkdocs")), "build"]


def _build_nbconvert(root: Path) -> list[str]:
    notebooks = sorted(str(path.relative_to(root)) for path in root.glob("notebooks/*.ipynb"))
    options = ["--to", "html", "--execute", "--output-dir", "_build/html"]
    return [str(_peer("jupyter-nbconvert")), *options, *notebooks]


_CHAPTERS = "_build/html/notebooks"
# The book is first, and stock Jupyter Book next: they are built one just after the other.
OF_OWN = (
    Builder(OURS, _lay_own, _build_ours, _CHAPTERS, modules=True),
    Builder(STOCK, _lay_own_stock, _build_stock, _CHAPTERS, modules=True),
)
OF_GROWTH = (
    Builder(OURS, _lay_ours, _build_ours, _CHAPTERS, modules=True),
    Builder(STOCK, _lay_with("jupyter-book"), _build_stock, _CHAPTERS),
)
OF_COMMON = (
    *OF_GROWTH,
    Builder(_NBSPHINX, _lay_with("nbsphinx"), _build_nbsphinx, _CHAPTERS, peer=True),
    Builder(_MKDOCS, _lay_with("mkdocs-jupyter"), _build_mkdocs, "_build/html", peer=True),
    Builder(_NBCONVERT, _lay_with("nbconvert"), _build_nbconvert, "_build/html", peer=True),
)
# The packages whose versions the report gives, by the environment that has them.
OF_BOOK = ("jupyter-book", "sphinx", "myst-nb", "ipykernel", "matplotlib", "pandas")
OF_PEERS = ("nbsphinx", "furo", "sphinx", "mkdocs", "mkdocs-jupyter", "nbconvert")


def versions(python: Path, packages: tuple[str, ...]) -> dict[str, str]:
    """The version of each package in an environment, given its Python."""
    code = "import sys; from importlib.metadata import version; print(*map(version, sys.argv[1:]))"
    command = [str(python), "-c", code, *packages]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(zip(packages, done.stdout.split(), strict=True))


def versions_of_peers() -> dict[str, str]:
    """The versions in ``.venv-peers``, which must be installed."""
    return versions(_peer("python"), OF_PEERS)


def versions_of_book() -> dict[str, str]:
    """The versions in the environment that runs this program."""
    return versions(Path(sys.executable), OF_BOOK)
