"""Keep each run of a chapter with what it read, and find it again while all of it is the same.

A run is kept in a cache of MyST-NB of its own, ``_build/.jupyter_cache/<chapter>/<key>``. Its key
holds the code of the chapter, the language, the versions (the lock and Python), and each file and
folder of the project that the run has read, with its digest: modules, tables, templates, style. So
a change of a module runs the chapters that use it and no other; undone, the former run is found.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn

from extensions.execution.reads import state
from extensions.inputs import told

KEPT = 12  # runs of a chapter: the last ones
_CACHE = Path("_build", ".jupyter_cache")
_READS = "reads.json"
_DESCRIPTOR = "data/datapackage.json"
_OURS = Path(__file__).parent


def find(root: Path, chapter: str) -> Path | None:
    """The folder of the last run of a chapter that still holds; None when it has to run.

    ``chapter`` is its document: its path from ``root``, without a suffix.
    """
    begun = beginning(root, chapter)
    for folder in _runs(root, chapter):
        with suppress(OSError, ValueError):  # not written whole
            kept = json.loads((folder / _READS).read_text(encoding="utf-8"))
            files = kept["files"]
            if kept["beginning"] == begun and files == _states(root, files):
                return folder
    return None


def keep(
    root: Path,
    chapter: str,
    notebook: nbformat.NotebookNode,
    begun: str,
    files: dict[str, str],
    seconds: float,
) -> Path:
    """Keep a run of a chapter, with the state of each file that it has read; its folder.

    ``begun`` is its ``beginning`` before it ran.
    """
    if files.get(_DESCRIPTOR) == state(root / _DESCRIPTOR):  # not edited while it ran
        files = files | {_DESCRIPTOR: _state_of_descriptor(root, files)}
    facts = {"beginning": begun, "files": dict(sorted(files.items()))}
    text = json.dumps(facts, indent=1)
    folder = _folder(root, chapter) / hashlib.sha256(text.encode()).hexdigest()[:16]
    shutil.rmtree(folder, ignore_errors=True)
    get_cache(folder).cache_notebook_bundle(
        CacheBundleIn(notebook, f"{chapter}.ipynb", data={"execution_seconds": seconds}),
        check_validity=False,
    )
    (folder / _READS).write_text(text, encoding="utf-8")  # last: it makes the run whole
    for old in _runs(root, chapter)[KEPT:]:
        shutil.rmtree(old)
    return folder


def beginning(root: Path, chapter: str) -> str:
    """A digest of what a run starts from, before it has read anything."""
    path = root / f"{chapter}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    total = hashlib.sha256("\0".join(told()).encode())
    total.update(platform.python_version().encode())
    for file in (root / "requirements.txt", *sorted(_OURS.glob("*.py"))):
        total.update(file.read_bytes())
    # A module beside the chapter may hide one of a library, without being read until it does.
    total.update(" ".join(sorted(_importable(path.parent))).encode())
    # What MyST-NB compares.
    total.update(json.dumps(notebook["metadata"].get("kernelspec", {}), sort_keys=True).encode())
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            facts = ["".join(cell["source"]), cell["metadata"]]
            total.update(json.dumps(facts, sort_keys=True).encode())
    return total.hexdigest()


def executed(folder: Path, path: Path) -> nbformat.NotebookNode:
    """A chapter with the outputs of its run, which is in ``folder``.

    Not those that MyST-NB leaves in ``jupyter_execute``: when a run is found in the cache, it
    writes the outputs stored with the source there, which may be older.
    """
    notebook: nbformat.NotebookNode
    _, notebook = get_cache(folder).merge_match_into_notebook(nbformat.read(path, as_version=4))
    return notebook


def _states(root: Path, files: dict[str, str]) -> dict[str, str]:
    """The state of each file now."""
    return {
        path: _state_of_descriptor(root, files) if path == _DESCRIPTOR else state(root / path)
        for path in files
    }


def _state_of_descriptor(root: Path, files: Collection[str]) -> str:
    """A digest of the data package's descriptor, without the seals of tables that are not read.

    Every chapter reads it; a change of one table is not one of all chapters.
    """
    try:
        package = json.loads((root / _DESCRIPTOR).read_text(encoding="utf-8"))
        for resource in package["resources"]:
            if f"data/{resource['path']}" not in files:
                resource |= {"hash": None, "bytes": None}
    except (OSError, ValueError, KeyError, TypeError):  # the chapter says what is wrong with it
        return state(root / _DESCRIPTOR)
    return hashlib.sha256(json.dumps(package, sort_keys=True).encode()).hexdigest()


def _folder(root: Path, chapter: str) -> Path:
    return root / _CACHE / chapter.replace("/", ".")


def _runs(root: Path, chapter: str) -> list[Path]:
    """The whole runs of a chapter, the last one first."""
    found = _folder(root, chapter).glob(f"*/{_READS}")
    return [path.parent for path in sorted(found, key=os.path.getmtime, reverse=True)]


def _importable(folder: Path) -> list[str]:
    return [
        path.stem
        for path in folder.iterdir()
        if path.suffix == ".py" or (path.is_dir() and path.name.isidentifier())
        if path.name != "__pycache__"  # the first run makes it
    ]
