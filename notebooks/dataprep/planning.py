"""What a next wave would need: answers for a precision, and the change that they could show."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dataprep import arguments
from dataprep.intervals import change_low, interval, law_faults


def answers_needed(
    half_width: float, population: int, level: float = 0.95, method: str = "wilson"
) -> int:
    """The fewest answers that keep every interval within ``half_width`` of its middle.

    ``half_width`` is a share (0.1 for ten points); ``population`` the units that could answer,
    one answer each. Whatever the share found, half the width of its interval, as ``interval``
    gives it with its finite population correction, is at most ``half_width``; so it is for any
    larger number of answers. Holds for answers drawn at random, and for them alone.

    Raises ValueError for a half-width outside 0 to 0.5, both excluded, and for what ``interval``
    refuses.
    """
    arguments.refuse(
        *arguments.share("half_width", half_width, ends=False, most=0.5),
        *arguments.whole("population", population, 1),
        *law_faults(level, method),
    )
    needed = int(population)
    while needed > 1 and _widest(needed - 1, population, level, method) <= half_width:
        needed -= 1
    return needed


def _widest(base: int, population: int, level: float, method: str) -> float:
    """Half the width of the widest interval on ``base`` answers."""
    ends = (
        interval(count, base, level, method, population)
        # The widest is in the middle; the exact method may put it one count off.
        for count in range(max(0, base // 2 - 2), min(base, base // 2 + 2) + 1)
    )
    return max(high - low for low, high in ends) / 2


def smallest_rise(
    share: float,
    before: int,
    after: int,
    population: int,
    level: float = 0.95,
    power: float = 0.8,
    method: str = "wilson",
) -> float | None:
    """The smallest rise of a share in the population that two waves would show.

    ``share`` (0 to 1, to the nearest unit) is that of the population at the first wave, which
    has ``before`` answers; the second has ``after``. Both are drawn at random without
    replacement, apart from each other, from the same ``population``. A rise is shown when the
    whole interval of the change, as ``change_interval`` gives it at ``level``, is above zero;
    it is seen when this happens with a chance of ``power`` at least. Chances are summed over all
    possible answers, not approximated.

    Returns a multiple of 1/``population``, or None when not even a rise to all would be seen.
    Raises ValueError for a share or a power that cannot be, and for what ``interval`` refuses.
    """
    arguments.refuse(
        *arguments.share("share", share),
        *arguments.share("power", power),
        *arguments.whole("before", before, 1),
        *arguments.whole("after", after, 1),
        *arguments.whole("population", population, 1),
        *law_faults(level, method),
    )
    before, after, population = int(before), int(after), int(population)
    for name, base in (("before", before), ("after", after)):
        arguments.refuse(*arguments.whole(name, base, 1, population))
    shown = _rises_shown(before, after, population, level, method)
    first = round(share * population)
    held = np.arange(first, population + 1)
    chances = _answers(first, before, population) @ shown @ _answers(held, after, population).T
    enough = held[chances >= power]
    return int(enough[0] - first) / population if len(enough) else None


def _rises_shown(
    before: int, after: int, population: int, level: float, method: str
) -> NDArray[np.bool_]:
    """For each count of the first wave and of the second, whether a rise is shown."""
    old, new = (_ends(base, population, level, method) for base in (before, after))
    low = change_low(tuple(end[:, None] for end in old), tuple(end[None, :] for end in new))
    return np.asarray(low > 0)


def _ends(base: int, population: int, level: float, method: str) -> tuple[Any, Any, Any]:
    """Share, low and high for each count from 0 to ``base``."""
    ends = [interval(count, base, level, method, population) for count in range(base + 1)]
    low, high = np.array(ends).T
    return np.arange(base + 1) / base, low, high


def _answers(held: Any, base: int, population: int) -> NDArray[np.float64]:
    """The chance of each count from 0 to ``base`` when ``held`` units of the population have it.

    One row per number in ``held``.
    """
    from scipy.stats import hypergeom

    counts = np.arange(base + 1)
    return np.asarray(hypergeom.pmf(counts, population, np.asarray(held)[..., None], base))
