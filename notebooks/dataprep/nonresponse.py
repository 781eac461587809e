"""What those who did not answer, or answered otherwise than they do, could change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from dataprep import arguments
from dataprep.intervals import bounds


def bounds_by_response(
    count: int, base: int, population: int, responses: Iterable[int]
) -> pd.DataFrame:
    """How the bounds on a share would narrow if more of the population had answered.

    Supposes one thing, and names it: that the share among those who answer stays ``count`` /
    ``base``, to the nearest whole count. Nothing is supposed of the others.

    Returns one row per number of answers in ``responses``: ``responses``, ``rate`` (0 to 1, of
    ``population``), ``low`` and ``high`` (0 to 1, as ``bounds`` gives them). Raises ValueError for
    what ``bounds`` refuses, and for a number of answers that the population has not.
    """
    arguments.refuse(
        *arguments.counted(count, base),
        *arguments.population(population, base),
        *_response_faults(responses, population),
    )
    rows = []
    for answered in responses:
        low, high = bounds(round(answered * count / base), answered, population)
        rows.append((answered, answered / population, low, high))
    return pd.DataFrame(rows, columns=["responses", "rate", "low", "high"])


def misreported(count: int, base: int, wrong: int) -> tuple[int, float]:
    """The count and the share if ``wrong`` of those who said no should have said yes.

    Returns the count of yes, then its share of ``base``, 0 to 1. Raises ValueError when ``wrong``
    is not a number of those who said no.
    """
    arguments.refuse(*arguments.counted(count, base))
    arguments.refuse(*arguments.whole("wrong", wrong, 0, base - count))
    return count + wrong, (count + wrong) / base


def _response_faults(responses: Any, population: Any) -> Iterator[str]:
    most = int(population) if arguments.is_whole(population) else None
    if isinstance(responses, str) or not isinstance(responses, Iterable):
        yield (
            f"responses: {responses!r} is not a list of numbers of answers. Expected whole "
            "numbers. Write it in brackets."
        )
        return
    for answered in responses:
        yield from arguments.whole("responses", answered, 1, most)
