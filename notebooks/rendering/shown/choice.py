"""A control with two lives: an ipywidget in Jupyter, plain HTML on the page, the same states.

On the page every state is there from the start; a script of a few lines shows the one chosen.
Without JavaScript, on paper, and in a notebook not yet run, the default state alone is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import ipywidgets
from markupsafe import Markup

from rendering.forms import html
from rendering.shown.output import Output, Traced
from rendering.words.language import tr
from rendering.words.typography import typeset

WIDGET = "application/vnd.jupyter.widget-view+json"


MOST_RADIOS = 5  # more choices than that are a list to open


State = tuple[str, ...]


@dataclass(frozen=True)
class Choice(Output):
    """A control and its states. See ``choose``."""

    anchor: str
    legend: str
    choices: Mapping[str, Sequence[str]]
    states: Mapping[State, Output]
    default: State
    widget: ipywidgets.Widget = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "widget", _widget(self))

    def plain(self) -> str:
        return f"{self.legend} {', '.join(self.default)}\n{self.states[self.default].plain()}"

    def shown_numbers(self) -> tuple[Traced, ...]:
        numbers = {n.key: n for state in self.states.values() for n in state.shown_numbers()}
        return tuple(numbers.values())

    def html(self) -> Markup:
        """The control in plain HTML, with every state in the page and the default one shown.

        The form is hidden until something makes it work: a page's script, or a kernel's widget.
        """
        ranked = enumerate(self.choices.items())
        return html.render(
            "choice.html",
            choice=self,
            groups=[
                _group(f"{self.anchor}--{rank}", label, options, self.default[rank])
                for rank, (label, options) in ranked
            ],
            announcement=typeset(tr("Affiché : {state}")),
            unrun=_unrun(self.default),
        )

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle, metadata = super()._repr_mimebundle_(**options)
        widget = self.widget._repr_mimebundle_() or {}
        view = {WIDGET: widget[WIDGET]} if WIDGET in widget else {}
        return bundle | view, metadata


def choose(
    anchor: str,
    legend: str,
    choices: Mapping[str, Sequence[str]],
    states: Mapping[State, Output],
    default: State,
) -> Choice:
    """A control that shows one of ``states``.

    ``choices`` gives, for each control by its label, its options in order; ``states`` an output
    for each combination of options, one of each control in that order; ``default`` the
    combination shown first, and the only one shown without JavaScript and in print. Words must be
    in the language of the edition. Raises ValueError for a combination without a state, a state
    that no combination reaches, or a default that is not one of them.
    """
    expected = set(product(*choices.values()))
    if expected != set(states) or default not in expected:
        wrong = sorted(map(str, expected.symmetric_difference(states))) or [str(default)]
        raise ValueError(
            f"choose: {', '.join(wrong)} of « {anchor} » is a combination without a state, or a "
            "state without a combination. Expected one state for each combination of options, "
            "and a default among them. Complete the states, or the options."
        )
    ordered = {state: states[state] for state in product(*choices.values())}
    return Choice(anchor, typeset(legend), choices, ordered, default)


def _unrun(default: State) -> str:
    words = tr("Affiché : {state}. Les autres choix demandent JavaScript, ou un noyau Jupyter.")
    return typeset(words.format(state=", ".join(default)))


def _group(name: str, label: str, options: Sequence[str], chosen: str) -> dict[str, Any]:
    """Radio buttons, or a list to open when there are many options."""
    return {
        "name": name,
        "label": typeset(label),
        "listed": len(options) > MOST_RADIOS,
        "options": [
            {"value": option, "words": typeset(option), "chosen": option == chosen}
            for option in options
        ],
    }


def _widget(choice: Choice) -> ipywidgets.Widget:
    """The same control for Jupyter.

    A state is shown as the output of a cell is, so that its tables look the same and its links
    lead where they should.
    """
    controls = [
        _control(typeset(label), options, chosen)
        for (label, options), chosen in zip(choice.choices.items(), choice.default, strict=True)
    ]
    shown = ipywidgets.Output()

    def show_state(_: Any = None) -> None:
        state = tuple(control.value for control in controls)
        shown.outputs = (_displayed(choice.states[state]),)

    show_state()
    for control in controls:
        control.observe(show_state, names="value")
    return ipywidgets.VBox([ipywidgets.Label(choice.legend), *controls, shown])


def _displayed(output: Output) -> dict[str, Any]:
    """An output as a cell that displays it has it."""
    data = {"text/html": str(output.html()), "text/plain": output.plain()}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def _control(label: str, options: Sequence[str], chosen: str) -> ipywidgets.Widget:
    kind = ipywidgets.Dropdown if len(options) > MOST_RADIOS else ipywidgets.RadioButtons
    return kind(
        options=[(typeset(o), o) for o in options],
        value=chosen,
        description=label,
        style={"description_width": "initial"},
    )
