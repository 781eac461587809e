"""Google Forms: the sheet of answers, or its CSV.

The first column is Timestamp (Horodateur in French), then come the wordings of the questions, and
where it is collected the address. A cell holds the labels of the answers chosen, joined by a comma
and a space, and a label may hold these itself: known labels are taken first, the longest first. The
words of « other » stand in the place of its label, so what is not known is « other » where the
question has one, and a fault where it has none. Nothing tells one respondent from another.
"""

from __future__ import annotations

from dataprep.answers.codebook import Codebook
from dataprep.answers.grid import Grid
from dataprep.answers.layouts.matching import Names, places, words_key
from dataprep.answers.layouts.shapes import Arranged, Layout

LAYOUT = Layout(name="google-forms", joined=", ", free=True)
_FIRST = frozenset({"timestamp", "horodateur", "horodatage"})
METADATA = _FIRST | {
    "username",
    "nom d utilisateur",
    "email address",
    "adresse e mail",
    "score",
    "total score",
}


def evidence(grid: Grid) -> tuple[str, ...]:
    """The column of times, first; nothing where it is not there."""
    first = grid.rows[0][:1] if grid.rows else ()
    return tuple(heading for heading in first if words_key(heading) in _FIRST)


def arrange(grid: Grid, codebook: Codebook, evidence: tuple[str, ...]) -> Arranged:
    """The columns of a sheet, each in its place."""
    found = places(grid.rows[0], codebook, lambda text: Names((text,)), METADATA, ())
    return Arranged(grid, LAYOUT, evidence, found)
