"""What every output of a chapter owes: words for a terminal, HTML for a page, and its numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rendering.shown.numbers import Number


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
    def shown_numbers(self) -> tuple[Number, ...]:
        """The numbers that the output prints."""

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        records = [number.as_record() for number in self.shown_numbers()]
        return {"text/plain": self.plain(), "text/html": self.html()}, {"numbers": records}
