"""Microsoft Forms: the workbook of answers.

ID, the times of start and of completion, the address and the name come first, then the wordings of
the questions. A cell holds the labels of the answers chosen, each followed by ``;``: ``A;B;``. The
words of « other » stand in the place of its label. The French headings are as we have seen them;
those of another version may differ, and are then said as unknown columns.
"""

from __future__ import annotations

from dataprep.answers.codebook import Codebook
from dataprep.answers.grid import Grid
from dataprep.answers.layouts.matching import Names, places, words_key
from dataprep.answers.layouts.shapes import Arranged, Layout

LAYOUT = Layout(name="microsoft-forms", joined=";", free=True)
_TIMES = frozenset(
    {
        "start time",
        "completion time",
        "heure de début",
        "heure de fin",
        "heure de la dernière modification",
        "last modified time",
    }
)
METADATA = _TIMES | {
    "id",
    "email",
    "name",
    "adresse de messagerie",
    "e mail",
    "nom",
    "language",
    "langue",
    "total points",
    "quiz feedback",
}
KEYS = ("id",)


def evidence(grid: Grid) -> tuple[str, ...]:
    """ID first, and the times of start and completion; nothing where they are not there."""
    headings = grid.rows[0] if grid.rows else ()
    times = tuple(heading for heading in headings if words_key(heading) in _TIMES)
    starts = headings and words_key(headings[0]) == "id"
    return (headings[0], *times) if starts and len(times) > 1 else ()


def arrange(grid: Grid, codebook: Codebook, evidence: tuple[str, ...]) -> Arranged:
    """The columns of a workbook, each in its place."""
    found = places(grid.rows[0], codebook, lambda text: Names((text,)), METADATA, KEYS)
    return Arranged(grid, LAYOUT, evidence, found)
