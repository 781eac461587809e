"""The colours of the book, and what each is for: safe for colour-blind readers, 3:1 on white."""

from __future__ import annotations

INK = "#1d2b36"


MUTED = "#5b6b76"


TRACK = "#e3e8eb"  # decoration only: nothing is said by it alone


BAND = "#d0d9e2"  # decoration only: its edges are drawn


PRIMARY = "#12436d"


INTERVAL = "#6b89a4"


ACCENT = "#c8500f"


THIRD = "#1b8a7a"


EMPTY = "#ffffff"


CATEGORIES = (PRIMARY, ACCENT, THIRD, EMPTY)
