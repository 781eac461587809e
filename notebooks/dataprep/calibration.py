"""How often bases are found again where they are known: rates from the stored calibration.

The table is written by ``benchmarks/recover_bases.py``, from surveys whose answers are public.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dataprep import arguments
from dataprep.descriptor import DATA
from dataprep.tables import load_table

EXACT = "exact"  # the scenario where every assumption holds


def recovery_rates(data: Path = DATA) -> pd.DataFrame:
    """The rates of recovery over all surveys: a row per scenario, respondents and percentages.

    Columns: ``scenario``, ``n``, ``percentages``, ``surveys`` (how many), ``draws`` (of all of
    them). Then numbers of draws: ``alone``, where the true bases are the only solution;
    ``several``, where several solutions are possible; ``wrong``, where other bases are the only
    solution; ``none``, where nothing is possible; ``missed``, where the true bases are not among
    the solutions. ``low`` and ``high``: the lowest and highest share, 0 to 1, of ``alone`` in a
    survey; ``among``: the largest of the surveys' median numbers of solutions.
    """
    table = load_table("calibration", data)
    table["rate"] = table["found_alone"] / table["draws"]
    rates = (
        table.groupby(["scenario", "n", "percentages"], sort=True)
        .agg(
            surveys=("dataset", "nunique"),
            draws=("draws", "sum"),
            alone=("found_alone", "sum"),
            wrong=("wrong_alone", "sum"),
            none=("none_found", "sum"),
            missed=("missed", "sum"),
            low=("rate", "min"),
            high=("rate", "max"),
            among=("found_among", "max"),
        )
        .reset_index()
    )
    rates["several"] = rates["draws"] - rates["alone"] - rates["wrong"] - rates["none"]
    return rates


def own_case(
    rates: pd.DataFrame, respondents: int, percentages: int, scenario: str = EXACT
) -> pd.Series:
    """The row of ``recovery_rates`` where a survey stands.

    With as many respondents, and as many percentages; where so many were not tried, the next
    fewer, which claims no more than is known. Raises ValueError where none fits.
    """
    arguments.refuse(
        *arguments.table("rates", rates, ["scenario", "n", "percentages"]),
        *arguments.whole("respondents", respondents, 1),
        *arguments.whole("percentages", percentages, 1),
    )
    arguments.refuse(
        *arguments.one_of("scenario", scenario, list(dict.fromkeys(rates["scenario"])))
    )
    fits = rates[
        (rates["scenario"] == scenario)
        & (rates["n"] == respondents)
        & (rates["percentages"] <= percentages)
    ]
    if fits.empty:
        sizes = sorted(set(rates.loc[rates["scenario"] == scenario, "n"]))
        raise ValueError(
            f"respondents: {respondents} respondents and {percentages} percentages were not tried. "
            f"Expected a number of respondents among {', '.join(map(str, sizes))} and at least "
            f"{rates['percentages'].min()} percentages. Add them to benchmarks/recover_bases.py."
        )
    return fits.sort_values("percentages").iloc[-1]
