"""Outputs shown one after another, by one cell."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from rendering.shown.output import Output, Traced


@dataclass(frozen=True)
class Together(Output):
    """Outputs in the order in which they are read."""

    outputs: tuple[Output, ...]

    def plain(self) -> str:
        return "\n".join(each.plain() for each in self.outputs)

    def html(self) -> Markup:
        return Markup().join(each.html() for each in self.outputs)

    def shown_numbers(self) -> tuple[Traced, ...]:
        return tuple(dict.fromkeys(n for each in self.outputs for n in each.shown_numbers()))
