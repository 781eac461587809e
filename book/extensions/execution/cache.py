"""Keep the execution cache from serving an old number.

MyST-NB keys its cache on the code of the notebooks alone. A digest of all else that a number
depends on becomes part of the cache's path, so a change of data or of a module finds an empty
cache, and the change undone finds the old one again. As the path is part of the configuration,
Sphinx also rereads every page.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

PATTERNS = (
    "notebooks/**/*.py",
    "notebooks/**/*.pyi",
    "notebooks/**/*.mplstyle",
    "notebooks/**/*.html",
    "data/*",
    "requirements.txt",
    "book/extensions/**/*.py",
    "book/locale/**/*.po",
)


def digest(root: Path) -> str:
    """Sixteen hex digits that change when a module, a table, the lock or the language changes."""
    total = hashlib.sha256(os.environ.get("BOOK_LANGUAGE", "fr").encode())
    read = {path for pattern in PATTERNS for path in root.glob(pattern) if path.is_file()}
    for path in sorted(read):
        total.update(path.relative_to(root).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def set_cache_path(app: Sphinx, config: Config) -> None:
    root = Path(app.srcdir)
    config.nb_execution_cache_path = str(root / "_build" / ".jupyter_cache" / digest(root))


def setup(app: Sphinx) -> dict[str, Any]:
    # Before MyST-NB reads the path.
    app.connect("config-inited", set_cache_path, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
