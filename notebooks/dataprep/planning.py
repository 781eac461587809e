"""What a next wave would need: how many answers for a given precision."""

from __future__ import annotations

from dataprep.intervals import interval


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
    if not 0 < half_width < 0.5:
        raise ValueError(
            f"half_width: {half_width!r} is not a precision. Expected a share between 0 and 0.5, "
            "both excluded. Write ten points as 0.1."
        )
    interval(0, 1, level, method, population)  # refuses what cannot be, whatever is needed
    needed = population
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
