"""Build the site into ``_build/html``, strictly: a warning is an error.

What Sphinx prints of its progress becomes a line that says where it is; its warnings and errors
are shown as they are.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import buildable
from checkout import ROOT
from extensions import inputs
from progress import Progress
from ready import UNUSED, Ready
from rendering.words.language import LANGUAGES, SOURCE, language, speaking

Tell = Callable[[str], None]
STRICT = ("-W", "-n", "--keep-going")
RUN = f"""\
import sys
sys.modules.update({UNUSED})
from jupyter_book.cli.main import main
try:
    sys.exit(main())
except RuntimeError as error:
    if "error in building your book" not in str(error):
        raise
    sys.exit(2)  # said already
"""  # Jupyter Book's command
# What the system, SQLite and the search say of a disk that is full.
_FULL = re.compile(
    r"\[Errno (28|122)\]|No space left on device|disk is full|quota exceeded|\[WinError 112\]", re.I
)
FULL = (
    "The disk that holds _build is full. Expected room for a second site, while it takes the place "
    "of the first. The site is as it was: make room, and build again."
)
_COLOURS = re.compile(r"\x1b\[[0-9;]*[mK]")
_PAGE = re.compile(r"(reading sources|writing output)\.\.\. \[ *\d+%\] (\S+)")
_RUN = re.compile(r"(\S+)\.ipynb: Executing notebook")
_WAITING = "Another build runs in this folder"


class Steps:
    """Reads Sphinx's progress, line by line, and says it in words."""

    def __init__(self, root: Path, progress: Progress) -> None:
        self._chapters = sorted(path.stem for path in (root / "notebooks").glob("*.ipynb"))
        self._progress = progress
        self._step = ""

    def read(self, line: str) -> None:
        line = _COLOURS.sub("", line)
        if running := _RUN.search(line):
            self._run(Path(running[1]).name)
        elif page := _PAGE.match(line):
            self._page("reading" if page[1].startswith("reading") else "writing", page[2])
        elif line.startswith(_WAITING):
            self._progress.say(line)
        elif line.startswith("dumping object inventory"):
            self._progress.pass_by("indexing the pages for the search", stay=True)

    def _run(self, chapter: str) -> None:
        place = self._chapters.index(chapter) + 1
        told = f"running chapter {place} of {len(self._chapters)}: {chapter}"
        self._progress.pass_by(told, stay=True)

    def _page(self, verb: str, page: str) -> None:
        """One line for each page on a terminal; elsewhere one for all the pages of a step."""
        if verb != self._step and not self._progress.terminal:
            self._progress.pass_by(f"{verb} the pages", stay=True)
        self._step = verb
        self._progress.pass_by(f"{verb} {page}")


def build_all(root: Path, progress: Progress) -> int:
    """Build every edition of the book of ``root`` that is not built; the exit code of the last.

    The translations come first: the site, which is the French edition, takes them along.
    """
    for edition in (*inputs.translations(root), SOURCE):
        if edition != SOURCE and inputs.is_built(root, edition):
            continue
        progress.say(f"Edition: {LANGUAGES[edition]}")
        with speaking(edition):
            if code := build(root, progress):
                return code
    return 0


def build(root: Path, progress: Progress, ready: Ready | None = None) -> int:
    """Build the edition of ``BOOK_LANGUAGE`` of the book of ``root``; Jupyter Book's exit code.

    ``ready``: a process that has the libraries, to build there instead of in a new one. Raises
    OSError where nothing can be written.
    """
    if find_spec("jupyter_book") is None:
        sys.exit("Jupyter Book is not installed beside this Python. Run: python tools/install.py")
    check_written(root / "_build")
    folder = inputs.built(root, language()).parents[1]
    arguments = ["build", str(root), "--path-output", str(folder), *STRICT]
    tell, full = Steps(root, progress).read, False

    def complain(line: str) -> None:
        nonlocal full
        full = full or _FULL.search(line) is not None
        progress.complain(line)

    if ready:
        code = ready.follow("jupyter_book.cli.main", arguments, root, tell, complain)
    else:
        code = _follow([sys.executable, "-P", "-c", RUN, *arguments], root, tell, complain)
    progress.clear()
    if code and full:
        progress.complain(FULL)
    return code


def check_written(folder: Path) -> None:
    """Make sure that a folder can be written to, before anything else is done.

    Raises OSError, whose words say what to do, where it cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"1")
    except OSError as error:
        raise OSError(
            f"{folder}: nothing can be written there ({error.strerror}). Expected a folder that "
            "you may write to, on a disk with room. Correct its rights or make room, or build a "
            "copy of the project elsewhere."
        ) from error


def _follow(command: list[str], folder: Path, tell: Tell, complain: Tell) -> int:
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout
        assert process.stderr
        complaints = threading.Thread(target=_each, args=(process.stderr, complain))
        complaints.start()
        _each(process.stdout, tell)
        complaints.join()
    return process.returncode


def _each(lines: IO[str], tell: Tell) -> None:
    for line in lines:
        tell(line.rstrip("\n"))


def _choose(answers: str, described_by: str, refused: str = "") -> None:
    """Build on answers of one's own, if any: every process of the build knows which.

    They are read first, so that what is wrong with them is said before any chapter runs. With
    ``accepted`` for ``refused``, rows that cannot be read are left out of the book.
    """
    if not answers:
        if described_by:
            sys.exit("CODEBOOK without ANSWERS: expected both. Give ANSWERS=data/private/…")
        return
    path = Path(answers).resolve()
    if not path.is_file():
        sys.exit(f"ANSWERS: there is no file {answers}. Expected a file of data/private/.")
    own = Path(described_by or "proposed")
    name = str(own.resolve()) if own.suffix else str(own)
    if fault := buildable.fault(path, name, accepted=refused == "accepted"):
        sys.exit(f"{fault}\nThe site was not built.")
    os.environ["BOOK_ANSWERS"], os.environ["BOOK_CODEBOOK"] = str(path), name


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the site into _build/html.")
    parser.add_argument("--answers", default="", help="answers of one's own, in data/private/")
    parser.add_argument(
        "--codebook", default="", help="what describes them: proposed, or the path of a file"
    )
    parser.add_argument(
        "--refused", default="", help="accepted: build although rows of the answers are refused"
    )
    asked = parser.parse_args()
    _choose(asked.answers, asked.codebook, asked.refused)
    progress = Progress()
    start = time.monotonic()
    try:
        done = inputs.nothing_to_do(ROOT)
    except ValueError as error:  # a date that is none
        sys.exit(str(error))
    if done:
        progress.say("The site is as the checkout makes it: nothing to do.")
        return
    progress.say(
        "Building the site: a minute when every chapter has to run, some seconds when none has."
    )
    try:
        code = build_all(ROOT, progress)
    except OSError as error:  # nothing can be written
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
    if code:
        sys.exit("The site was not built: see above.")
    progress.say(f"The site is built ({time.monotonic() - start:.0f} s).")
    progress.say("Open _build/html/index.html in a browser, or run: make serve")


if __name__ == "__main__":
    main()
