"""What a next wave would need: answers for a precision, and the change that they could show."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dataprep import arguments
from dataprep.intervals import change_interval, change_low, interval, law_faults
from dataprep.kept import kept


@kept
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


def invitations_needed(answers: int, responded: int, invited: int) -> int:
    """The fewest invitations from which ``answers`` may be expected at a known rate of response.

    The rate is ``responded`` of those ``invited``. Raises ValueError for counts that cannot be,
    and when nobody responded.
    """
    arguments.refuse(
        *arguments.whole("answers", answers, 1),
        *arguments.whole("responded", responded, 1),
        *arguments.counted(responded, invited, ("responded", "invited")),
    )
    return -(-int(answers) * int(invited) // int(responded))


@kept
def fewest_established(
    before: tuple[int, int],
    after: int,
    population: int | None = None,
    level: float = 0.95,
    method: str = "wilson",
) -> int | None:
    """The fewest counted among ``after`` answers from which a rise since ``before`` is shown.

    ``before`` is the count and the base of the first wave. A rise is shown when the whole interval
    of the change, as ``change_interval`` gives it, is above zero; so it is for any larger count.
    None when not even all of them would show one. Raises ValueError for what ``change_interval``
    refuses.
    """
    arguments.refuse(*arguments.whole("after", after, 1, population))
    change_interval(before, (0, after), level, method, population)  # refuses what cannot be
    shown = _shown_since(before, int(after), population, level, method)
    return int(np.argmax(shown)) if shown.any() else None


def chance_shown(
    before: tuple[int, int],
    after: int,
    held: int,
    population: int,
    level: float = 0.95,
    method: str = "wilson",
) -> float:
    """The chance that a second wave shows a rise, the first being known: 0 to 1.

    ``before`` is the count and the base of the first wave, as it was answered; ``held`` the units
    of the ``population`` that are counted at the second, of which ``after`` are drawn at random
    without replacement. Chances are summed over all possible answers. Raises ValueError for what
    ``fewest_established`` refuses, and for more units than there are.
    """
    arguments.refuse(*arguments.whole("held", held, 0, population))
    least = fewest_established(before, after, population, level, method)
    chances = _answers(int(held), int(after), int(population))
    return 0.0 if least is None else float(chances[least:].sum())


@kept
def smallest_rise_since(
    before: tuple[int, int],
    after: int,
    population: int,
    start: float | None = None,
    level: float = 0.95,
    power: float = 0.8,
    method: str = "wilson",
) -> float | None:
    """The smallest rise of a share in the population that a second wave would show.

    The first wave is known: ``before`` is its count and its base. ``start`` is the share of the
    population then (0 to 1, to the nearest unit). Without it the share is not known: each number
    of units is as likely as any other before the first wave is read, and as its answers make it
    after. The second wave and what shows a rise are as in ``chance_shown``. A rise is seen when
    this happens with a chance of ``power`` at least; one that leads above all units leads to all.

    ``smallest_rise`` draws both waves anew, which is right before the first, and not after it.
    Returns a multiple of 1/``population``, or None when no rise would be seen. Raises ValueError
    for a share or a power that cannot be, and for what ``fewest_established`` refuses.
    """
    arguments.refuse(*arguments.share("power", power))
    if start is not None:
        arguments.refuse(*arguments.share("start", start))
    least = fewest_established(before, after, population, level, method)
    if least is None:
        return None
    units = np.arange(population + 1)
    shown = _answers(units, after, population)[:, least:].sum(axis=1)
    likely = _start(before, population) if start is None else units == round(start * population)
    first = int(np.argmax(likely > 0))  # no rise is larger than from the lowest start to all
    chances = np.array(
        [
            (likely * shown[np.minimum(units + rise, population)]).sum()
            for rise in range(population - first + 1)
        ]
    )
    enough = np.flatnonzero(chances >= power)
    return int(enough[0]) / population if len(enough) else None


def _start(before: tuple[int, int], population: int) -> NDArray[np.float64]:
    """How likely each number of units is after a wave, when all were as likely before it."""
    count, base = before
    likelihood = _answers(np.arange(population + 1), base, population)[:, count]
    return np.asarray(likelihood / likelihood.sum())


def _shown_since(
    before: tuple[int, int], after: int, population: int | None, level: float, method: str
) -> NDArray[np.bool_]:
    """For each count of the second wave, whether a rise since the first is shown."""
    count, base = before
    old = (count / base, *interval(count, base, level, method, population))
    return np.asarray(change_low(old, _ends(after, population, level, method)) > 0)


@kept
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


@cache  # both waves, and each start that is supposed, read the same ends
def _ends(base: int, population: int | None, level: float, method: str) -> tuple[Any, Any, Any]:
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
