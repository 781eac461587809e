"""Long calculations, kept from one run of a chapter to the next while a site is built.

Chapters run once for each language; what they calculate has none. A build names a folder, which
changes with the code of this package (``extensions/execution``), and what has been calculated on
the same content is read there. Anywhere else nothing is kept: an analyst always gets a fresh
result.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import tempfile
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

FOLDER = "BOOK_KEPT"  # names the folder, in the kernels of a build

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def kept(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Keep what a function gives for the content of its arguments.

    These are numbers, texts, tables, and dataclasses of such. The function must read no file and
    import nothing of the project: a chapter that finds its result kept would not be seen to depend
    on these.
    """

    @wraps(function)
    def found(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        folder = os.environ.get(FOLDER)
        if not folder:
            return function(*args, **kwargs)
        asked = repr((*map(_content, args), *((key, _content(kwargs[key])) for key in kwargs)))
        name = f"{function.__module__}.{function.__qualname__}"
        path = Path(folder, f"{name}-{hashlib.sha256(asked.encode()).hexdigest()}")
        try:
            return cast("Result", pickle.loads(path.read_bytes()))
        except FileNotFoundError:
            result = function(*args, **kwargs)
            _write(path, pickle.dumps(result))
            return result

    return found


def _content(value: Any) -> object:
    """What a value holds, as something whose ``repr`` tells it from any other.

    pandas would pickle a table with what it noted while the table was used.
    """
    if hasattr(value, "to_csv"):
        return (type(value).__name__, str(value.dtypes), value.to_csv())
    if is_dataclass(value):
        return [
            type(value).__name__,
            *(_content(getattr(value, each.name)) for each in fields(value)),
        ]
    return value


def _write(path: Path, content: bytes) -> None:
    """Write a file at once, so that no other process reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)
