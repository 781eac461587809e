"""What is wrong with the answers of a file, against the codebook, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

# For each kind of fault, what is wrong and what to do.
KINDS_OF_VALUE: Mapping[str, Callable[[], tuple[str, str]]] = {}
