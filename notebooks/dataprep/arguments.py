"""What a call may be given: one line a fault, ``name: value is not X. Expected Y. Do Z.``

Each function yields the faults of one argument, nothing where it is sound; ``refuse`` raises them
all at once, so that a caller corrects a call in one go.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from numbers import Real
from typing import Any


def refuse(*faults: str) -> None:
    """Raise ValueError with all the faults, a line each; nothing where there is none."""
    if faults:
        raise ValueError("\n".join(faults))


def is_number(value: object) -> bool:
    """Whether a value is a finite number; ``True`` and text are not."""
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def is_whole(value: object) -> bool:
    """Whether a value is a whole number, of whatever type: 57, 57.0, ``numpy.int64(57)``."""
    return is_number(value) and value == int(value)  # type: ignore[call-overload]


def whole(name: str, value: Any, least: int, most: int | None = None) -> Iterator[str]:
    """A number of respondents, or of anything counted, from ``least`` to ``most``."""
    if not is_whole(value) or value < least or (most is not None and value > most):
        span = f"{least} or more" if most is None else f"from {least} to {most}"
        yield (
            f"{name}: {value!r} is not a number of units. Expected a whole number, {span}. "
            "Correct it."
        )


def share(name: str, value: Any, ends: bool = True, most: float = 1) -> Iterator[str]:
    """A share, from 0 to ``most``; both excluded unless ``ends``."""
    if is_number(value) and (0 <= value <= most if ends else 0 < value < most):
        return
    kind = "a number from 0" if ends else "a share between 0"
    limits = f"{kind} to {most:g}" if ends else f"{kind} and {most:g}, both excluded"
    percent = is_number(value) and 1 < value < 100
    yield (
        f"{name}: {value!r} is not a share. Expected {limits}. "
        + (f"Write {value / 100:g}." if percent else "Write ten percent as 0.1.")
    )


def one_of(name: str, value: Any, known: Collection[str]) -> Iterator[str]:
    """A name among those that are known."""
    if not isinstance(value, str) or value not in known:
        near = get_close_matches(str(value), known, n=1)
        yield (
            f"{name}: {value!r} is not known. Expected one of {', '.join(known)}. "
            + (f"Write {near[0]!r}." if near else "Choose one.")
        )


def counted(count: Any, base: Any, names: tuple[str, str] = ("count", "base")) -> Iterator[str]:
    """A count and the base that it is of."""
    faults = [*whole(names[0], count, 0), *whole(names[1], base, 1)]
    yield from faults
    if not faults and count > base:
        yield (
            f"{names[0]}: {count!s} is more than the base, {base!s}. Expected at most the base. "
            "Correct one of the two."
        )


def population(value: Any, base: Any, name: str = "population") -> Iterator[str]:
    """The units that a base was drawn from."""
    faults = [*whole(name, value, 1)]
    yield from faults
    if not faults and is_whole(base) and value < base:
        yield (
            f"{name}: {value!s} is less than the base, {base!s}. Expected at least the base. "
            "Correct one of the two."
        )


def wave_counts(name: str, value: Any) -> Iterator[str]:
    """The count and the base of one wave, as a pair."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        yield (
            f"{name}: {value!r} is not a count and its base. Expected two whole numbers. "
            "Write 27 of 57 as (27, 57)."
        )
        return
    count, base = value
    yield from counted(count, base, (f"{name}, count", f"{name}, base"))


def percentage(place: str, value: Any, precision: Any) -> Iterator[str]:
    """A percentage as printed, with its number of decimals; ``place`` names a claim, or nothing."""
    said, decimals = (
        f"{place}: {name}" if place else f"{name}:" for name in ("share", "precision")
    )
    if not is_whole(precision) or not 0 <= precision <= 6:
        yield (
            f"{decimals} {shown(precision)} is not a number of decimals. Expected a whole number "
            "from 0 to 6. Count the decimals printed."
        )
    elif not is_number(value) or not 0 <= value <= 100:
        yield (
            f"{said} {shown(value)} is not a percentage. Expected a number from 0 to 100. "
            "Correct it as printed."
        )
    elif abs(value - round(float(value), int(precision))) > 1e-9:
        yield (
            f"{said} {shown(value)} has more decimals than its precision, {shown(precision)}. "
            "Expected a percentage, with as many as printed. "
            + (f"Write {100 * value:g}." if value < 1 else "Correct one of the two.")
        )


def groups(partition: Any, majority: Any) -> Iterator[str]:
    """The groups that split the respondents, and the one known to be more than half of them."""
    listed = isinstance(partition, Iterable) and not isinstance(partition, str)
    names = list(partition) if listed else []
    named = all(isinstance(name, str) and name for name in names)
    if not names or not named or len(set(names)) < len(names):
        yield (
            f"partition: {partition!r} does not split the total. Expected a list of groups, each "
            "named once. Correct the list."
        )
    elif majority is not None and majority not in names:
        yield (
            f"majority: {majority!r} is not in the partition. Expected one of {', '.join(names)}, "
            "or None. Correct it, or leave it out."
        )


def names(name: str, value: Any) -> Iterator[str]:
    """A list of names, which may be empty."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        yield f"{name}: {value!r} is not a list of names. Expected a list. Write it in brackets."


def table(name: str, value: Any, columns: Iterable[str]) -> Iterator[str]:
    """A table that has the columns needed."""
    needed = list(columns)
    import pandas as pd  # long to load, and most of what checks an argument has no use for it

    if not isinstance(value, pd.DataFrame):
        yield (
            f"{name}: {shown(value)} is not a table. Expected a DataFrame with the columns "
            f"{', '.join(needed)}. Pass one."
        )
    elif lacking := [column for column in needed if column not in value]:
        yield (
            f"{name}: no column {', '.join(lacking)}. Expected {', '.join(needed)}. "
            "Add what is missing."
        )


def shown(value: object) -> str:
    """A value as errors show it: text with its quotes, since "47" is not 47."""
    return repr(value) if isinstance(value, str) else str(value)
