"""Sentences that quote the survey, right ones and wrong ones, with the numbers of its findings."""

from __future__ import annotations

import pandas as pd
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from dataprep import possible_counts, published_findings
from rendering.forms import html
from rendering.shown.answer import Answer, answer
from rendering.shown.conclusions import holds
from rendering.shown.numbers import numbers_of
from rendering.words.language import tr

Pairs = list[tuple[Answer, Answer]]


def right_sentences(findings: pd.DataFrame) -> Pairs:
    """Sentences that may be said, each with its reason; ``findings`` are those of the flash."""
    return [
        (
            answer(
                "« D'après le flash, plus de la moitié des {total} répondants déclarent ne pas "
                "utiliser ces outils. »",
                findings,
                when="non_users.count > total.value - non_users.count",
            ),
            answer("Le flash le dit ainsi. Le nombre de répondants y est."),
        ),
        (
            answer(
                "« D'après une déduction faite à partir du flash, {users:of} répondants utilisent "
                "ces outils. »",
                findings,
            ),
            answer("Le flash n'imprime pas ce nombre : la phrase dit qu'il est déduit."),
        ),
        (
            answer(
                "« Selon une lecture du flash, {untrained:of} utilisateurs ont commencé sans "
                "formation. »",
                findings,
                when="untrained.base == users.count",
            ),
            answer(
                "La base est celle des utilisateurs. La phrase du flash en admet d'autres : c'est "
                "une lecture, et on le dit."
            ),
        ),
    ]


def wrong_sentences(findings: pd.DataFrame) -> Pairs:
    """Sentences that may not be said, each with its reason; ``findings`` are those of the flash."""
    none_of_all = tr("Sur {total} répondants, aucun effectif ne donne {untrained:share}.")
    holds(none_of_all, findings, when="not(fitting)", fitting=_counts_of_all(findings))
    return [
        (
            answer("« {users:share} des Pays et des PETR utilisent l'IA. »", findings),
            answer(
                "Ceux qui ont répondu n'ont pas été tirés au hasard : leur part n'est pas celle "
                "des Territoires. Et le {distrust:share} que le flash imprime est autre chose, la "
                "méfiance de ceux qui n'utilisent pas ces outils.",
                findings,
            ),
        ),
        (
            answer("« {untrained:share} des répondants n'ont pas été formés. »", findings),
            answer(none_of_all + tr(" La part est celle des utilisateurs."), findings),
        ),
        (
            answer(
                "« {users:share} de répondants utilisent ces outils, avec une marge d'erreur "
                "({users:interval}). »",
                findings,
            ),
            answer(
                "Une marge d'erreur suppose un tirage au hasard. Ces valeurs disent ce qu'un tel "
                "tirage aurait laissé plausible, et rien d'autre."
            ),
        ),
    ]


def _counts_of_all(findings: pd.DataFrame) -> list[int]:
    """The numbers of all respondents that would print as the share of untrained users does."""
    numbers = numbers_of(findings)
    printed = round(100 * numbers["untrained"].value)
    return list(possible_counts(printed, int(numbers["total"].value)))


class Quoting(SphinxDirective):
    """``{quoting} right`` or ``{quoting} wrong``: sentences, each with its reason.

    Their numbers are kept with the page, for ``numbers.json``.
    """

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        kind = self.arguments[0]
        pairs = {"right": right_sentences, "wrong": wrong_sentences}[kind](published_findings())
        told = self.env.metadata[self.env.docname].setdefault("numbers", [])
        told += [n.as_record() for pair in pairs for each in pair for n in each.shown_numbers()]
        markup = html.render("quotes.html", kind=kind, sentences=pairs)
        return [nodes.raw("", markup, format="html")]
