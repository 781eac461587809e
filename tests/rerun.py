"""Run the code of every chapter of copies of the project, without a kernel, and say how each ends.

    python tests/rerun.py COPY [COPY ...]

Prints a line of JSON for each copy: by chapter, the error that stopped it (``null`` when none did),
and the words of the outputs that it gave until then. One process runs all the copies, so that the
libraries are imported once; the modules of the project are those of each copy. Nothing is drawn.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import nbformat

OURS = ("dataprep", "rendering")


def rerun(copy: Path) -> dict[str, dict[str, Any]]:
    """How each chapter of a copy ends: its ``error``, and what its outputs have ``said``."""
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
    sys.path[0] = str(copy / "notebooks")
    os.chdir(copy / "notebooks")
    import rendering
    import rendering.shown.figure

    rendering.publish = lambda **outputs: None  # keeps outputs for the pages of a build
    rendering.shown.figure.drawing = lambda *_: ""  # type: ignore[attr-defined]
    return {path.stem: _run(path) for path in sorted(Path.cwd().glob("*.ipynb"))}


def _run(chapter: Path) -> dict[str, Any]:
    said: list[str] = []
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in nbformat.read(chapter, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                shown = _last_value(cell.source, names)
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}", "said": said}
        if hasattr(shown, "plain"):
            said.append(shown.plain())
    return {"error": None, "said": said}


def _last_value(source: str, names: dict[str, Any]) -> Any:
    """Run a cell; returns the value of its last line, which a notebook shows."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "<cell>", "exec"), names)
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    return None


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        print(json.dumps(rerun(Path(folder).resolve())), flush=True)
