"""The colours of the book, and what each is for: safe for colour-blind readers, 3:1 on white."""

from __future__ import annotations

INK = "#1d2b36"


MUTED = "#5b6b76"


TRACK = "#e3e8eb"  # decoration only: nothing is said by it alone


BAND = "#d0d9e2"  # decoration only: its edges are drawn


PRIMARY = "#12436d"


INTERVAL = "#6b89a4"


ACCENT = "#c8500f"


THIRD = "#178071"


EMPTY = "#ffffff"


# One colour for each group of respondents, on the whole site.
GROUPS = {"users": PRIMARY, "non-users": ACCENT, "respondents": THIRD}


CATEGORIES = (*GROUPS.values(), EMPTY)


def group_colour(group: str) -> str:
    """The colour of a group of respondents; that of all of them for one that has none."""
    return GROUPS.get(group, THIRD)
