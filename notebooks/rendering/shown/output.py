"""What every output of a chapter owes: words for a terminal, HTML for a page, and its numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Protocol


class Traced(Protocol):
    """A number that an output prints, with the row it comes from: a ``Number``."""

    @property
    def key(self) -> str: ...
    @property
    def value(self) -> float: ...
    @property
    def source(self) -> str: ...
    @property
    def count(self) -> int | None: ...
    @property
    def base(self) -> int | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...

    def as_record(self) -> dict[str, Any]:
        """What is known of the number, as a record of ``numbers.json``."""


class Output(ABC):
    """Shown by Jupyter and by the site alike.

    The numbers ride in the output's metadata, from where ``numbers.json`` takes them.
    """

    @abstractmethod
    def plain(self) -> str:
        """The output in words, for a terminal."""

    @abstractmethod
    def html(self) -> str:
        """The output as HTML, for Jupyter and for the page."""

    @abstractmethod
    def shown_numbers(self) -> tuple[Traced, ...]:
        """The numbers that the output prints."""

    def __html__(self) -> str:
        """The same, under the name by which a template knows what not to escape."""
        return self.html()

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        records = [number.as_record() for number in self.shown_numbers()]
        return {"text/plain": self.plain(), "text/html": str(self.html())}, {"numbers": records}
