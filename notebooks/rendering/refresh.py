"""Run every chapter and store its outputs. Run as ``make refresh``."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from rendering.shown.choice import WIDGET

NOTEBOOKS = Path(__file__).resolve().parents[1]


def refresh(path: Path) -> bool:
    """Run one notebook from its own folder and store its outputs; True when they changed.

    Raises nbclient's CellExecutionError, and stores nothing, when a cell fails.
    """
    before: str = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    # Times would change the file at each run, and say nothing to a reader.
    NotebookClient(
        notebook, timeout=120, record_timing=False, resources={"metadata": {"path": path.parent}}
    ).execute()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            # A widget lives with its kernel; what is stored is the same control as HTML.
            output.get("data", {}).pop(WIDGET, None)
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    after: str = nbformat.writes(notebook) + "\n"
    path.write_text(after, encoding="utf-8", newline="\n")
    return after != before


if __name__ == "__main__":
    chosen = [Path(name).resolve() for name in sys.argv[1:]] or sorted(NOTEBOOKS.glob("*.ipynb"))
    for path in chosen:
        print(f"{path.name}: {'outputs changed' if refresh(path) else 'unchanged'}")
