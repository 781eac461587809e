"""Spaces, quotation marks and numbers as each language sets them.

Authors type plainly; ``typeset`` puts in the spaces and marks that French, or English, expects.
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal

from rendering.words.language import language, tr

NARROW = "\u202f"  # narrow no-break space


NO_BREAK = "\u00a0"


_FRENCH = [
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"(?<=\w)'(?=[\w«{])"), "’"),
    (re.compile(r"«[ \u00a0\u202f]*"), f"«{NARROW}"),
    (re.compile(r"[ \u00a0\u202f]*»"), f"{NARROW}»"),
    (re.compile(r"[ \u00a0]+(?=[;:!?%€](?!\w))"), NARROW),
    (re.compile(r"(?<=[\d}])%"), f"{NARROW}%"),
    (re.compile(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))"), NARROW),
    (re.compile(r"(?<!\w)(n°|nᵒ|§|art\.|p\.) (?=[\d{])"), rf"\1{NO_BREAK}"),
]


_ENGLISH = [
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"(?<=\w)'(?=[\w{])"), "’"),
    (re.compile(r"«[ \u00a0\u202f]*"), "“"),
    (re.compile(r"[ \u00a0\u202f]*»"), "”"),
    (re.compile(r"[ \u00a0\u202f]+(?=[;:!?%](?!\w))"), ""),  # of words joined as in French
]


def typeset(text: str) -> str:
    """``text`` with the spaces and quotation marks of the language of the edition.

    Idempotent: text already set comes back unchanged. A number still to be filled in, between
    braces, is set as a number is.
    """
    for pattern, replacement in _FRENCH if language() == "fr" else _ENGLISH:
        text = pattern.sub(replacement, text)
    return text


_FIRST = re.compile(r"(?<![\w,.])1((?:er|re)s?)(?!\w)")


def raised(text: str) -> list[tuple[str, str]]:
    """``text`` in pieces, each with the letters that French raises after it: « 1er », « 1re ».

    « Au 1er mai » gives ``[("Au 1", "er"), (" mai", "")]``. Joined again, the pieces and their
    letters are the text; in English it is one piece. Where no superscript can stand, the letters
    stay on the line.
    """
    pieces: list[tuple[str, str]] = []
    start = 0
    for found in _FIRST.finditer(text) if language() == "fr" else ():
        pieces.append((text[start : found.start(1)], found[1]))
        start = found.end()
    return [*pieces, (text[start:], "")]


def number(value: float, decimals: int = 0) -> str:
    """A number with ``decimals`` decimals, halves rounded up: « 34 875 », « 2,5 ».

    Raises ValueError for a value that is missing or infinite.
    """
    if not math.isfinite(value):
        raise ValueError(f"number: {value} cannot be printed. Expected a finite number.")
    step = Decimal(1).scaleb(-decimals)
    # repr gives the shortest decimal that is the float: 0.285 stays 0.285.
    rounded = Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP)
    rounded += 0  # a negative zero has no sign
    text = f"{rounded:,f}"
    return text if language() == "en" else text.replace(",", NARROW).replace(".", ",")


def share(value: float, decimals: int = 0) -> str:
    """A share of 0 to 1 as a percentage: « 47 % ». Raises ValueError outside 0 to 1."""
    percent = _percent(value, decimals)
    return f"{percent}%" if language() == "en" else f"{percent}{NARROW}%"


def _percent(value: float, decimals: int = 0) -> str:
    """A share of 0 to 1 in percent, without the sign."""
    if math.isnan(value) or not 0 <= value <= 1:
        raise ValueError(f"share: {value} is not a share. Expected a number from 0 to 1.")
    return number(float(Decimal(repr(float(value))) * 100), decimals)


def count_of(count: int, base: int) -> str:
    """A count and its base: « 13 sur 27 »."""
    return tr("{count} sur {base}").format(count=number(count), base=number(base))


def count_and_share(count: int, base: int) -> str:
    """A count, its base and the share they make: « 13 sur 27, soit 48 % »."""
    return tr("{count_of}, soit {share}").format(
        count_of=count_of(count, base), share=share(count / base)
    )


def share_range(low: float, high: float) -> str:
    """An interval between two shares: « de 33 à 67 % »."""
    return tr("de {low} à {high}").format(low=_percent(low), high=share(high))


def lower_first(text: str) -> str:
    """A text to go on a sentence with: its first letter is a small one, but in an acronym."""
    return text if text[1:2].isupper() else text[0].lower() + text[1:]
