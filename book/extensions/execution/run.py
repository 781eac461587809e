"""Run the chapters that have to run, all at once, while Sphinx gets ready; then let MyST-NB read.

A chapter has to run when no kept run holds (``cache``). One that has read what no key can hold is
refused by name. MyST-NB is told, for each chapter, in which cache its run is: it runs nothing.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
import time
import traceback
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import yaml
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml

from extensions.execution import kernel
from extensions.execution.cache import beginning, find, keep
from extensions.inputs import calculations

SETTINGS = "_config.yml"
KEPT = Path("_build", ".calculated")  # a folder for each state of the code that calculates
WIDGET = "application/vnd.jupyter.widget-view+json"
LOGGER = logging.getLogger(__name__)
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Stopped:
    """Why a chapter did not run to its end, or may not be kept."""

    reason: str


def run_all(root: Path, chapters: Sequence[str]) -> dict[str, Path | Stopped]:
    """Run chapters, as many at once as there are cores: the folder of each run, or why none is."""
    kernel.provide(warm=len(chapters) > 1)
    _forget_former(root)
    seconds = seconds_of_a_cell(root)
    turns = asyncio.Semaphore(CORES)

    async def in_turn(chapter: str) -> Path | Stopped:
        async with turns:
            LOGGER.info("%s.ipynb: Executing notebook", chapter)
            return await _run(root, chapter, seconds)

    # The heaviest first: the last one to start is then short, and no core waits long for it.
    chapters = sorted(chapters, key=lambda name: (root / f"{name}.ipynb").stat().st_size)[::-1]

    async def together() -> list[Path | Stopped]:
        return await asyncio.gather(*map(in_turn, chapters))

    return dict(zip(chapters, asyncio.run(together()), strict=True))


def _forget_former(root: Path) -> None:
    """Leave what other code has calculated: that of today will not ask for it."""
    for folder in (root / KEPT).glob("*"):
        if folder.name != calculations(root):
            shutil.rmtree(folder, ignore_errors=True)


def seconds_of_a_cell(root: Path) -> int:
    """How long a cell may run, as the settings of the book say. Raises ExtensionError for none."""
    settings = yaml.safe_load((root / SETTINGS).read_text(encoding="utf-8"))
    seconds = settings.get("execute", {}).get("timeout")
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds < 1:
        raise ExtensionError(
            f"{SETTINGS}: execute, timeout: « {seconds} » is no time for a cell. Expected whole "
            "seconds, such as 120. Correct it."
        )
    return seconds


async def _run(root: Path, chapter: str, most: int) -> Path | Stopped:
    path = root / f"{chapter}.ipynb"
    begun, notebook = beginning(root, chapter), nbformat.read(path, as_version=4)
    running = "before its first cell"

    def note(cell: nbformat.NotebookNode, cell_index: int) -> None:
        nonlocal running
        running = f"in cell {cell_index + 1} (« {cell.source.strip().splitlines()[0]} »)"

    client = NotebookClient(
        notebook,
        timeout=most,
        on_cell_execute=note,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "reads.json")
        told = {
            kernel.REPORT: str(report),
            kernel.PROJECT: str(root),
            kernel.KEPT: str(root / KEPT / calculations(root)),
        }
        started = time.monotonic()
        try:
            await client.async_execute(env=kernel.environment() | told)
            seconds = time.monotonic() - started
            if not report.is_file():
                raise DeadKernelError  # it could not even tell what it has read
            reads = json.loads(report.read_text(encoding="utf-8"))
        except CellTimeoutError:
            return Stopped(
                f"it was stopped after {most} seconds {running}. Expected a cell that ends "
                f"before. Let it compute less, or raise the timeout of execute in {SETTINGS}."
            )
        except DeadKernelError:
            return Stopped(
                f"its kernel died {running}. Expected one that lives to the end of the chapter: "
                "the system ends a process that asks for more memory than there is. Let the cell "
                "hold less, or see what in it ends Python."
            )
        except Exception:  # of a cell: the build says which
            return Stopped(traceback.format_exc().strip())
    remove_widgets(notebook)
    if reads["foreign"]:
        return Stopped(
            f"it reads {', '.join(reads['foreign'])}: expected files of the project alone. The "
            "build could not tell when that changes, and would show an old number. Put what the "
            "chapter reads in data/, or read it in a tool of its own.",
        )
    return keep(root, chapter, notebook, begun, reads["files"], seconds)


def remove_widgets(notebook: nbformat.NotebookNode) -> None:
    """Leave widgets out of the outputs: one lives with its kernel, and its name is random.

    The same control stands beside it as HTML.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET, None)


class Runs:
    """The runs of the chapters of one build: those found, and those that are being made."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._found: dict[str, Path | Stopped] = {}
        self._running: list[Future[dict[str, Path | Stopped]]] = []
        self._asked: set[str] = set()

    def ask(self, documents: Iterable[str]) -> None:
        """Find the runs of the chapters among documents; start those that have to run."""
        documents = set(documents) - self._asked
        self._asked |= documents
        chapters = [name for name in documents if (self._root / f"{name}.ipynb").is_file()]
        found = {name: find(self._root, name) for name in chapters}
        self._found |= {name: run for name, run in found.items() if run}
        if missing := [name for name, run in found.items() if run is None]:
            # Here, for the other thread would import it while this one does, and of modules that
            # import each other one of the two would see half.
            import IPython.paths  # noqa: F401

            thread = ThreadPoolExecutor(1, thread_name_prefix="chapters")
            made = thread.submit(run_all, self._root, missing)
            self._running.append(made)

    def ended(self) -> dict[str, Path]:
        """The folder of the run of each chapter, once all have run.

        Raises ExtensionError when a chapter stopped, naming each.
        """
        for made in self._running:
            self._found |= made.result()
        self._running = []
        reasons = {n: run.reason for n, run in self._found.items() if isinstance(run, Stopped)}
        if reasons:
            said = (f"{name}: {reason}" for name, reason in sorted(reasons.items()))
            raise ExtensionError("\n".join(said))
        return {name: run for name, run in self._found.items() if isinstance(run, Path)}


def start(app: Sphinx) -> None:
    """Start the chapters that have to run, of those that the contents name, beside this thread."""
    root = Path(app.srcdir)
    app.book_runs = Runs(root)  # type: ignore[attr-defined]
    with suppress(OSError, MalformedError):  # said in due time by what reads the contents
        contents = parse_toc_yaml(root / "_toc.yml")
        named = [path for glob in contents.globs() for path in root.glob(f"{glob}.ipynb")]
        matched = (path.relative_to(root).with_suffix("").as_posix() for path in named)
        app.book_runs.ask([*contents, *matched])  # type: ignore[attr-defined]


def finish(app: Sphinx, env: BuildEnvironment, *_: Any) -> list[str]:
    """Wait for every chapter of the book; the documents to read again: their run is another one."""
    runs: Runs = app.book_runs  # type: ignore[attr-defined]
    runs.ask(env.found_docs)  # whatever the contents say, MyST-NB is to run none
    before = runs_of(env)
    now = {name: str(run) for name, run in runs.ended().items()}
    env.book_runs = now  # type: ignore[attr-defined]
    return [name for name, run in now.items() if before.get(name) != run]


def runs_of(env: BuildEnvironment) -> dict[str, str]:
    """The folder of the run that each chapter shows, by document."""
    return getattr(env, "book_runs", {})


def tell_cache(app: Sphinx, document: str, source: list[str]) -> None:
    """Tell MyST-NB where the run of a chapter is, as if its metadata said so."""
    folder = runs_of(app.env).get(document)
    if folder is not None:
        notebook = json.loads(source[0])
        notebook["metadata"].setdefault("mystnb", {})["execution_cache_path"] = folder
        source[0] = json.dumps(notebook)


def setup(app: Sphinx) -> dict[str, Any]:
    start(app)  # at once: the other extensions take longer to load than a kernel to start
    app.connect("env-get-outdated", finish)
    app.connect("source-read", tell_cache)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
