"""Answers once read: a row a respondent, in the columns that the codebook names."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dataprep.answers.codebook import Codebook
from dataprep.answers.report import Report


@dataclass(frozen=True, eq=False)
class Responses:
    """The answers that were kept, with the codebook that describes them.

    ``frame``: a row a respondent, the columns of ``codebook.columns()`` in that order. A column of
    codes holds the code of an option, or a value of the codebook that stands for no answer, never
    an empty cell (``str``). A question of several answers has, in the column of its own name,
    ``answered`` or such a value, and a column an option, 1 ticked, 0 not ticked, missing where it
    was not answered (``Int8``). Numbers are ``Float64``, texts ``str``, missing where there is
    none. Not asked, not answered and not ticked are three things.

    ``report``: what was understood and refused. ``weights``, where there are some, is the name of
    a column of numbers more. ``synthetic``: invented, for a trial; every output says so.
    """

    frame: pd.DataFrame
    codebook: Codebook
    report: Report
    synthetic: bool = False
