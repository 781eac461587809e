"""A line of progress on standard error, for what takes more than two seconds."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

QUIET = "BOOK_QUIET"  # set in a build, which takes what a chapter writes there for a fault
PATIENCE = 2.0  # seconds of silence
_BETWEEN = 0.5  # seconds from one line to the next


@contextmanager
def progress(doing: str, total: int | None = None) -> Iterator[Callable[[], object]]:
    """Say on standard error that ``doing`` goes on, once it has lasted two seconds.

    ``total``: the steps that it takes, each told by a call of what is given; None where steps are
    not known, as when an engine does all in one query: then the seconds alone are said. Nothing is
    left on the screen afterwards. Where ``BOOK_QUIET`` is set, nothing is said.
    """
    if os.environ.get(QUIET):
        yield lambda: None
        return
    from tqdm import tqdm

    finished, steps = threading.Event(), [0]
    form = None if total else "{desc}: {elapsed}"

    def step() -> None:
        steps[0] += 1

    def show() -> None:
        if finished.wait(PATIENCE):
            return
        # A delay, for the first line to wait until the bar knows when the work began.
        with tqdm(desc=doing, total=total, leave=False, bar_format=form, delay=1e-9) as bar:
            bar.start_t -= PATIENCE
            while True:
                bar.n = steps[0]
                bar.refresh()
                if finished.wait(_BETWEEN):
                    return

    shown = threading.Thread(target=show, daemon=True)
    shown.start()
    try:
        yield step
    finally:
        finished.set()
        shown.join()
