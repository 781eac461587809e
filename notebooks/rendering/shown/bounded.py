"""A share of those who answered, as the bounds of the share of all who could have."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dataprep.intervals import bounds
from rendering.shown.numbers import Number, numbers_of


def bounded_share(findings: pd.DataFrame, option: str, population: Number) -> dict[str, Number]:
    """The lowest and highest share of ``option`` in a population, as ``<option>_bounds``.

    ``population`` is the number of units that could have answered, one each.
    """
    row = findings[findings["option"] == option].iloc[[0]]
    ((name, known),) = numbers_of(row).items()
    low, high = bounds(row["count"].item(), row["base"].item(), int(population.value))
    key = f"{known.key}/bounds"
    return {f"{name}_bounds": replace(known, key=key, method="bounds", low=low, high=high)}
