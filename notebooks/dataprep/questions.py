"""What each question of a wave says, and leaves open, of the base of its answers."""

from __future__ import annotations

import pandas as pd

from dataprep.bases import reconstruct_bases
from dataprep.findings import PERCENTAGE, SHARES
from dataprep.wave import Wave, given

_MEASURED = [*SHARES, "bound", "rank"]
_ASKED = "asked"  # the group that a question was put to, of unknown size


def question_bases(wave: Wave | None = None) -> pd.DataFrame:
    """What a reader can know of the base of each question, from that question alone.

    One row per question with a measure or a rank, in the order of the wave: ``question``,
    ``label_fr``, ``label_en``, ``stated`` (the base as printed, missing where it is not),
    ``percentages`` and ``ranks`` (how many of each it prints) and ``bases``, the tuple of the
    bases, from 1 to all respondents, on which all its percentages are possible; empty where it
    prints none.
    """
    wave = given(wave)
    rows = []
    for question, asked in wave.statements.groupby("question", sort=False):
        measured = asked[asked["kind"].isin(_MEASURED)]
        if measured.empty:
            continue
        printed = measured[measured["kind"] == PERCENTAGE]
        first, stated = asked.iloc[0], measured["base_n"].dropna()
        rows.append(
            {
                "question": question,
                "label_fr": first["question_fr"],
                "label_en": first["question_en"],
                "stated": int(stated.iloc[0]) if len(stated) else None,
                "percentages": len(printed),
                "ranks": int((measured["kind"] == "rank").sum()),
                "bases": _bases(printed, wave) if len(printed) else (),
            }
        )
    return pd.DataFrame(rows).astype({"stated": "Int64"})


def _bases(printed: pd.DataFrame, wave: Wave) -> tuple[int, ...]:
    """The bases up to ``total`` on which all printed percentages of a question are possible."""
    claims = printed.rename(columns={"value": "share"}).assign(group=_ASKED)
    found = reconstruct_bases(claims, wave.total, [wave.everyone], free=[_ASKED], most=wave.total)
    return tuple(sorted({solution.bases[_ASKED] for solution in found.assignments}))
