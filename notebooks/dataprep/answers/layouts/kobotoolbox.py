"""KoboToolbox: an export in XLSX or CSV, by names or by labels.

A column is headed ``group/question``, and for each answer of several ``group/question/option``: 1
or 0, and empty (not 0) where the question was not answered or not shown. Another column,
``group/question``, joins the answers chosen by a space: it is set aside where the columns of
options are there, and read where they are not. « Other » is the option ``/other``, and its words
are in ``question_other``. Not tried by us: groups that repeat, headings in several languages, and a
group that has the name of a question of several answers.
"""

from __future__ import annotations

from dataprep.answers.codebook import Codebook
from dataprep.answers.grid import Grid
from dataprep.answers.layouts.matching import Names, places, words_key
from dataprep.answers.layouts.shapes import Arranged, Layout

LAYOUT = Layout(
    name="kobotoolbox",
    joined=" ",
    ticked=frozenset({"1", "1 0", "true"}),
    unticked=frozenset({"0", "0 0", "false"}),
    ticks=("1", "0"),
)
_OWN = {
    "_id",
    "_uuid",
    "_submission_time",
    "_validation_status",
    "_notes",
    "_status",
    "_submitted_by",
    "__version__",
    "_tags",
    "_index",
    "_attachments",
    "_geolocation",
    "meta/rootUuid",
    "meta/instanceID",
    "meta/instanceName",
}
_OTHERS = {
    "start",
    "end",
    "today",
    "username",
    "deviceid",
    "phonenumber",
    "simserial",
    "subscriberid",
    "audit",
}
METADATA = frozenset(words_key(name) for name in _OWN | _OTHERS)
KEYS = ("id", "uuid")


def evidence(grid: Grid) -> tuple[str, ...]:
    """Two columns or more of those that KoboToolbox adds, with their underscore, or nothing."""
    headings = grid.rows[0] if grid.rows else ()
    found = tuple(heading for heading in headings if heading.strip() in _OWN)
    return found if len(found) > 1 else ()


def names(heading: str) -> Names:
    """What a heading names: its end is a question, or a question and one of its answers."""
    steps = [step.strip() for step in heading.split("/")]
    tails = tuple("/".join(steps[at:]) for at in range(len(steps)))
    parts = tuple(
        ("/".join(steps[at:cut]), "/".join(steps[cut:]))
        for cut in range(len(steps) - 1, 0, -1)
        for at in range(cut)
    )
    return Names((heading,), parts, tails)


def arrange(grid: Grid, codebook: Codebook, evidence: tuple[str, ...]) -> Arranged:
    """The columns of an export, each in its place."""
    found = places(grid.rows[0], codebook, names, METADATA, KEYS)
    return Arranged(grid, LAYOUT, evidence, found)
