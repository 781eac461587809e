"""A copy of the project that a test may edit, seal and build, and the pages it gives."""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup
from filelock import FileLock

from extensions import inputs
from ready import POSSIBLE, Ready

ROOT = Path(__file__).resolve().parents[1]
STRICT = ("-W", "-n", "--keep-going")  # as `make site` builds
BUILT = "BOOK_BUILT"  # names a copy of the project built already, for tests to read
_NOT_SOURCES = (
    ".git",
    ".venv",
    ".venv-peers",
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
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True)
    assert not check or done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return done


def environment() -> dict[str, str]:
    """The variables of a newcomer's shell."""
    kept = {key: value for key, value in os.environ.items() if key not in _OURS}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}


def run_ready(module: str, *runs: tuple[list[str], Path]) -> list[subprocess.CompletedProcess[str]]:
    """Run a program of Python with each list of arguments in its folder, all of them at once.

    As ``run`` does; where it is possible, in processes that have their libraries imported already
    (``tools/ready.py``).
    """
    if not POSSIBLE:
        call = f"import sys; from {module} import main; sys.exit(main())"
        return [run([sys.executable, "-c", call, *words], to, check=False) for words, to in runs]
    with tempfile.TemporaryDirectory() as said:
        programs = [
            {
                "module": module,
                "arguments": arguments,
                "folder": str(folder),
                "environment": environment(),
                "stdout": f"{said}/{rank}.out",
                "stderr": f"{said}/{rank}.err",
            }
            for rank, (arguments, folder) in enumerate(runs)
        ]
        codes = _ready().run(programs)
        return [
            subprocess.CompletedProcess(
                [module, *arguments],
                code,
                Path(said, f"{rank}.out").read_text("utf-8"),
                Path(said, f"{rank}.err").read_text("utf-8"),
            )
            for rank, (code, (arguments, _)) in enumerate(zip(codes, runs, strict=True))
        ]


@cache
def _ready() -> Ready:
    """One a worker, until it ends."""
    ready = Ready(environment())
    atexit.register(ready.close)
    return ready


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path from it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def program(name: str) -> str:
    """The path of a program installed beside the Python that runs the tests."""
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    assert found, f"{name} is not installed beside {sys.executable}"
    return found


EDITIONS = {"fr": "", "en": "en/"}  # where the pages of each stand, from the root of the site


@dataclass
class Book:
    """A copy of the project: edit it, seal it, build it, read its pages."""

    root: Path
    log: str = field(default="")

    def copy(self, folder: Path) -> Book:
        """The same book elsewhere, with what it has built and the cache of its notebooks."""
        target = folder / self.root.name
        return Book(
            Path(shutil.copytree(self.root, target, ignore=shutil.ignore_patterns(*_NOT_SOURCES)))
        )

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
        """Build the site as the command the README names; fails unless it ends as ``ok`` says."""
        [done] = run_ready("jupyter_book.cli.main", (["build", ".", *options], self.root))
        self.log = done.stdout + done.stderr
        assert (done.returncode == 0) == ok, self.log[-4000:]
        return self

    @staticmethod
    def command(*options: str) -> list[str]:
        return [program("jupyter-book"), "build", ".", *options]

    @property
    def site(self) -> Path:
        return self.root / "_build" / "html"

    def page(self, name: str) -> BeautifulSoup:
        """A page of the site, as a browser parses it; ``name`` without ``.html``.

        Read it, and change a copy of it: all who ask for the same page share it.
        """
        return _parsed((self.site / f"{name}.html").read_bytes())

    def text(self, name: str) -> str:
        """The words of a page, every run of spaces, narrow ones included, made one plain space."""
        return re.sub(r"\s+", " ", self.page(name).get_text())

    def pages(self) -> list[str]:
        """The pages that a reader goes through; those to embed elsewhere are not among them.

        Each stands at the same place in each edition: ``en/`` before it is that in English.
        """
        aside = {"_static", "embed", *inputs.translations(ROOT)}
        return sorted(
            path.relative_to(self.site).with_suffix("").as_posix()
            for path in self.site.rglob("*.html")
            if not aside & set(path.relative_to(self.site).parts)
        )


@lru_cache(maxsize=32)
def _parsed(content: bytes) -> BeautifulSoup:
    return BeautifulSoup(content, "html5lib")


def copy_of_project(folder: Path) -> Book:
    """The project as a fresh clone has it: nothing built, nothing cached."""
    ignore = shutil.ignore_patterns("_build", *_NOT_SOURCES)
    return Book(Path(shutil.copytree(ROOT, folder / "book-copy", ignore=ignore)))


def built_once(folder: Path) -> Book:
    """The project built strictly in ``folder``, by whichever process asks first; others wait.

    With ``BOOK_BUILT`` set, the project that is already built there by ``make site``, which a
    warning would have failed. Raises AssertionError, each time, with the end of what a failed build
    printed.
    """
    if BUILT in os.environ:
        return Book(Path(os.environ[BUILT]).resolve())
    return _once(folder / "book", copy_of_project, [sys.executable, "tools/build.py"])


def small_built_once(folder: Path) -> Book:
    """The small book (``small_project``), built in the same way."""
    return _once(folder / "small", small_project, Book.command(*STRICT))


def _once(folder: Path, project: Callable[[Path], Book], command: list[str]) -> Book:
    said = folder / "build.json"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "build.lock"):
        if not said.exists():
            book = project(folder)
            done = run(command, book.root, check=False)
            said.write_text(
                json.dumps([str(book.root), done.returncode, done.stdout + done.stderr])
            )
    root, code, log = json.loads(said.read_text())
    assert code == 0, log[-4000:]
    return Book(Path(root), log)


# The small book: its home page shows what its first chapter publishes, and every statement.
_CONTENTS = """\
format: jb-book
root: index
chapters:
  - file: notebooks/premier
  - file: notebooks/second
  - file: book/bibliographie
"""
_HOME = """\
# Un petit livre

Deux courts chapitres, [le premier](notebooks/premier.ipynb) et [le second](notebooks/second.ipynb),
et [une bibliographie](book/bibliographie.md), qui servent à essayer la construction du site.

:::{glue} untrained
:doc: notebooks/premier.ipynb
:::

```{flash-statements}
```
"""
_CHAPTERS = {
    "premier": [
        "# Le premier\n\nUn chapitre d'un nombre, vu par un rapport {cite}`gruny-senee-2025`.",
        """\
from dataprep import published_findings
from rendering import answer, publish

findings = published_findings()
training = findings.query("option == 'untrained'")""",
        'answer("{untrained} des utilisateurs. Une part {untrained:interval}.", training)',
        'publish(untrained=answer("{untrained} sans formation.", training))',
    ],
    "second": [
        "# Le second\n\nUn chapitre d'un autre nombre.",
        """\
from dataprep import load_table
from rendering import answer, quantities

universe = quantities(load_table("universe"), "universe")""",
        'answer("L\'ANPP comptait {territories_2023} Pays et PETR.", universe)',
    ],
}


def small_project(folder: Path) -> Book:
    """A book of two short chapters, with the settings, extensions, theme and data of the project.

    It builds in seconds: for what a build must do whatever the chapters are.
    """
    book = copy_of_project(folder)
    for path in (book.root / "notebooks").glob("*.ipynb"):
        path.unlink()
    for name, (prose, *code) in _CHAPTERS.items():
        cells = [nbformat.v4.new_markdown_cell(prose, id="prose")]
        cells += [nbformat.v4.new_code_cell(text, id=f"c{n}") for n, text in enumerate(code)]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
        nbformat.write(notebook, book.root / "notebooks" / f"{name}.ipynb")
    (book.root / "_toc.yml").write_text(_CONTENTS, encoding="utf-8")
    (book.root / "index.md").write_text(_HOME, encoding="utf-8")
    return book
