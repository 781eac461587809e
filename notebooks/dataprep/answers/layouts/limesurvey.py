"""LimeSurvey: an export of answers in CSV or in a workbook.

The file is in UTF-8 with a byte order mark, all quoted, with CRLF, a comma or a semicolon, and an
empty line at the end. Columns are headed by the code of the question, by its full text, or by both
(``Q1. Wording``); an answer of several has its column, ``Q1[SQ001]`` or ``Wording [Answer]``, and
so has the text of « other »: ``Q1[other]``, ``Wording [Other]``. Codes may be written as in its
expressions: ``Q1_SQ001``. An answer of several is ``Y`` or empty by codes; Yes, No or N/A in full
(Oui, Non, N/A in French), N/A where the question was not shown. A single « other » is ``-oth-``, or
Other in full, and its text has its column.

LimeSurvey allows letters and digits alone in the code of a question, and five characters in that of
an answer: a code of the codebook is known without its hyphens, and by its first five characters
where no other answer of the question begins like it. Not tried by us: headings cut short by the
export (« abbreviated »), which are not recognised as questions.
"""

from __future__ import annotations

import re

from dataprep.answers.codebook import Codebook
from dataprep.answers.grid import Grid
from dataprep.answers.layouts.matching import Names, places, words_key
from dataprep.answers.layouts.shapes import Arranged, Layout

LAYOUT = Layout(
    name="limesurvey",
    ticked=frozenset({"y", "1", "yes", "oui"}),
    unticked=frozenset({"n", "0", "2", "no", "non", "n a"}),
    ticks=("Y", "Yes", "No", "N/A"),
    blank=frozenset({"n a"}),
    other=frozenset({"oth", "other", "autre"}),
    cut=5,
    sent=frozenset({"submitdate", "date submitted", "date de soumission"}),
)
_CODES = {
    "id",
    "submitdate",
    "lastpage",
    "startlanguage",
    "seed",
    "startdate",
    "datestamp",
    "ipaddr",
    "refurl",
    "token",
    "interviewtime",
}
_WORDS = {
    "response id",
    "id de la réponse",
    "date submitted",
    "date de soumission",
    "last page",
    "dernière page",
    "start language",
    "langue de départ",
    "tête de série",
    "date started",
    "date de lancement",
    "date last action",
    "date de la dernière action",
    "ip address",
    "adresse ip",
    "referrer url",
    "url référente",
    "access code",
    "code d accès",
    "total time",
    "temps total",
}
METADATA = frozenset(_CODES | _WORDS)
KEYS = ("response id", "id de la réponse", "id")
_SUB = re.compile(r"^(?P<question>.*?)\s*\[(?P<answer>[^\[\]]*)\]\s*$", re.DOTALL)
_COMMENT = re.compile(r"\[(?:\w*comment|commentaire)\]\s*$", re.IGNORECASE)


def evidence(grid: Grid) -> tuple[str, ...]:
    """Two columns or more of those that LimeSurvey alone adds; nothing where they are not there."""
    own = METADATA - {"id", "ip address", "adresse ip", "token", "seed"}
    found = tuple(
        heading
        for heading in (grid.rows[0] if grid.rows else ())
        if any(words_key(name) in own for name in names(heading).whole)
    )
    return found if len(found) > 1 else ()


def names(heading: str) -> Names:
    """What a heading names: ``code``, ``text`` or ``code. text``, each with or without [answer]."""
    code, _, text = heading.partition(". ")
    texts = tuple(dict.fromkeys(each.strip() for each in (heading, code, text) if each.strip()))
    cut = [found for each in texts if (found := _SUB.match(each))]
    asked = dict.fromkeys(found["question"] for found in cut)
    said = dict.fromkeys(found["answer"] for found in cut)
    parts = tuple((question, answer) for question in asked for answer in said)
    if "_" in code and "[" not in code:  # the codes of its expressions, if so asked: Q1_SQ001
        parts = (*parts, (code.partition("_")[0], code.partition("_")[2]))
    return Names(texts, parts, words=any(_COMMENT.search(each) for each in (code, heading)))


def arrange(grid: Grid, codebook: Codebook, evidence: tuple[str, ...]) -> Arranged:
    """The columns of an export, each in its place."""
    found = places(grid.rows[0], codebook, names, METADATA, KEYS)
    return Arranged(grid, LAYOUT, evidence, found)
