"""The layouts of the tools that people ask with: each recognised by evidence, all read alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dataprep.answers.codebook import Codebook
from dataprep.answers.grid import Grid
from dataprep.answers.layouts import (
    framaforms,
    generic,
    google_forms,
    kobotoolbox,
    limesurvey,
    microsoft_forms,
)
from dataprep.answers.layouts.shapes import EMPTY, TICK, UNKNOWN, WHOLE, Arranged

Arrange = Callable[[Grid, Codebook, tuple[str, ...]], Arranged]

# How each tool is recognised, and its columns arranged; ``generic`` is what is left.
_TOOLS: tuple[tuple[Callable[[Grid], tuple[str, ...]], Arrange], ...] = (
    (framaforms.evidence, framaforms.arrange),
    (limesurvey.evidence, limesurvey.arrange),
    (kobotoolbox.evidence, kobotoolbox.arrange),
    (microsoft_forms.evidence, microsoft_forms.arrange),
    (google_forms.evidence, google_forms.arrange),
)
LAYOUTS = tuple(
    each.LAYOUT.name
    for each in (limesurvey, google_forms, microsoft_forms, framaforms, kobotoolbox, generic)
)

_TITLES = 10  # rows from the top where headings are looked for


def arrange(grid: Grid, codebook: Codebook) -> Arranged:
    """A file arranged by the layout that its headings prove, ``generic`` where none is proved.

    The evidence is what was found in the headings that only this tool writes.
    """
    for evidence_of, arranged in _TOOLS:
        if evidence := evidence_of(grid):
            return _without_empty(arranged(grid, codebook, evidence))
    return _without_empty(generic.arrange(grid, codebook, ()))


def below_titles(arranged: Arranged, codebook: Codebook) -> Arranged | None:
    """A file from the row that seems that of its headings, where titles stand above it.

    None where a heading is that of a question, and where no row near the top is that of most.
    """
    grid = arranged.grid
    if _known(arranged) or not codebook.closed:
        return None
    below = [
        arrange(replace(grid, rows=grid.rows[at:], numbers=grid.numbers[at:], faults=()), codebook)
        for at in range(1, min(_TITLES, len(grid.rows)))
    ]
    best = max(below, key=_known, default=None)
    return best if best and 2 * _known(best) >= len(codebook.closed) else None


def _known(arranged: Arranged) -> int:
    """How many questions have a column."""
    return len({each.question for each in arranged.places if each.role in (WHOLE, TICK)})


def _without_empty(arranged: Arranged) -> Arranged:
    """The same, where a column of no question with nothing in it is not unknown, but empty."""
    rows = arranged.grid.rows[arranged.layout.headings :]
    filled = {k for row in rows for k, cell in enumerate(row) if cell and not cell.isspace()}
    places = (
        replace(each, reason=EMPTY) if each.reason == UNKNOWN and each.index not in filled else each
        for each in arranged.places
    )
    return replace(arranged, places=tuple(places))
