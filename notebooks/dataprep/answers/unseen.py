"""Characters that are not seen where a text is read, and a text in which they are."""

from __future__ import annotations

import re

# The property Bidi_Control of Unicode (UAX #9): they make a text read otherwise than it is stored.
BIDIRECTIONAL = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
ZERO_WIDTH = "\u200b-\u200d\u2060\ufeff"
# All that does not print, line breaks and tabs aside.
_UNSEEN = re.compile(f"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{BIDIRECTIONAL}{ZERO_WIDTH}]")


def visible(text: str) -> str:
    """A text whose hidden characters can be seen, each as ``\\u`` and its four digits."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
