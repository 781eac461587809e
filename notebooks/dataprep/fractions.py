"""A fraction printed in words: the counts that the words fit, and the one that we read.

« Un tiers » is a word: nobody rounded it to a point, so it says less than a printed percentage,
and no base is inferred from it. We read it as the whole count nearest to the fraction.
"""

from __future__ import annotations

from dataprep import arguments

WITHIN = 5.0  # points: how far from the fraction a share may be and still be called so

_DECIMALS = 2  # those of a fraction in a table, as 33.33 for a third


def read_count(fraction: float, base: int) -> int | None:
    """The whole count of ``base`` nearest to ``fraction`` (percent); None where two are as near."""
    _check(fraction, base)
    place = fraction * base / 100
    low = int(place)
    # Half a unit of the last decimal, in respondents: two counts no further apart are as near.
    slack = base * 0.5 * 10.0**-_DECIMALS / 100
    if abs(place - low - 0.5) <= slack:
        return None
    return round(place)


def fitting_counts(fraction: float, base: int, within: float = WITHIN) -> tuple[int, ...]:
    """The whole counts of ``base`` whose share lies ``within`` points of ``fraction`` (percent).

    Ascending. Raises ValueError for a fraction that is no percentage, a base below one, or a
    distance outside 0 to 100.
    """
    _check(fraction, base)
    arguments.refuse(*arguments.percentage("within", within, _DECIMALS))
    slack = 0.5 * 10.0**-_DECIMALS
    return tuple(
        count
        for count in range(int(base) + 1)
        if abs(100 * count / base - fraction) <= within + slack
    )


def _check(fraction: float, base: int) -> None:
    arguments.refuse(
        *arguments.percentage("fraction", fraction, _DECIMALS), *arguments.whole("base", base, 1)
    )
