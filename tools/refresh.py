"""Run every chapter and store its outputs. Run as ``make refresh``."""

from __future__ import annotations

import logging
import sys
import time
import warnings
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from checkout import ROOT
from extensions.execution.run import remove_widgets, seconds_of_a_cell
from progress import Progress

NOTEBOOKS = ROOT / "notebooks"


def refresh(path: Path) -> bool:
    """Run one notebook from its own folder and store its outputs; True when they changed.

    Raises nbclient's CellExecutionError, and stores nothing, when a cell fails.
    """
    before: str = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    # Times would change the file at each run, and say nothing to a reader. What the kernel itself
    # logs, of its own traits and sockets, neither.
    NotebookClient(
        notebook,
        timeout=seconds_of_a_cell(ROOT),
        record_timing=False,
        resources={"metadata": {"path": path.parent}},
        extra_arguments=["--log-level=ERROR"],
    ).execute()
    remove_widgets(notebook)
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    after: str = nbformat.writes(notebook) + "\n"
    path.write_text(after, encoding="utf-8", newline="\n")
    return after != before


def main(names: list[str]) -> None:
    """Refresh the notebooks named, or all of them, saying which runs and how long it took."""
    chosen = [Path(name).resolve() for name in names] or sorted(NOTEBOOKS.glob("*.ipynb"))
    progress = Progress()
    progress.say(f"{len(chosen)} chapters to run, some five seconds each.")
    for number, path in enumerate(chosen, start=1):
        progress.pass_by(f"running chapter {number} of {len(chosen)}: {path.name}")
        start = time.monotonic()
        words = "outputs changed" if refresh(path) else "unchanged"
        progress.say(f"{path.name}: {words} ({time.monotonic() - start:.0f} s)")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    main(sys.argv[1:])
