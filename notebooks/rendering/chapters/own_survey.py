"""The chapter on one's own survey: which answers it reads, what it hides, and what has changed."""

from __future__ import annotations

import os
from pathlib import Path

from dataprep.descriptor import DATA

SAMPLE = DATA / "samples" / "generic.csv"  # invented: it gives the shares of the flash
CODEBOOK = "flash"


def chosen() -> tuple[Path, str]:
    """The answers to read and the codebook that describes them.

    Those of ``BOOK_ANSWERS`` and ``BOOK_CODEBOOK``, which ``make site ANSWERS=… CODEBOOK=…`` sets;
    without them, the sample of the book. Raises ValueError for answers that are not in
    ``data/private/``, where nothing is published.
    """
    given = os.environ.get("BOOK_ANSWERS")
    if not given:
        return SAMPLE, CODEBOOK
    path = Path(given).resolve()
    if (DATA / "private") not in path.parents:
        raise ValueError(
            f"ANSWERS: {given!r} is not in data/private/. Expected a file there: git ignores it, "
            "and nothing of it is published but what is counted. Copy the file there."
        )
    return path, os.environ.get("BOOK_CODEBOOK", "proposed")
