"""What a count among all says of a part of them, when nothing else is known of that part."""

from __future__ import annotations

from dataprep import arguments


def least_in_part(count: int, base: int, part: int) -> int:
    """The fewest of a part of ``part`` people among the ``count`` of ``base`` who said yes.

    The part is within the base. The others, all of them, may have said yes: what is left of the
    count has to be in the part. Raises ValueError when ``count`` or ``part`` is not a number of
    the ``base``.
    """
    arguments.refuse(*arguments.counted(count, base))
    arguments.refuse(*arguments.whole("part", part, 0, base))
    return max(0, count - (base - part))
