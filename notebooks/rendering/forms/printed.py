"""A questionnaire to print and fill in by hand: one page that needs no other file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from dataprep.answers.codebook import MULTIPLE, NUMBER, Codebook, Question
from rendering.forms import html
from rendering.words.asked import answers_words, asked_words, number_words, reconstructed_words
from rendering.words.language import language, tr
from rendering.words.typography import typeset

_STYLE = Path(__file__).with_name("html") / "printed-form.css"


def printed_form(codebook: Codebook) -> Markup:
    """The form, in the language of the edition: its questions, numbered, with their answers."""
    return html.render(
        "printed-form.html",
        language=language(),
        style=Markup(_STYLE.read_text(encoding="utf-8")),
        title=typeset(codebook.title[language()]),
        caution=typeset(reconstructed_words()) if codebook.reconstructed else None,
        opening=typeset(codebook.opening[language()]) if codebook.opening else None,
        questions=[_shown(question, codebook) for question in codebook.asked],
        foot=typeset(
            tr("Questionnaire « {name} », édition {wave}.").format(
                name=codebook.name, wave=codebook.wave
            )
        ),
    )


def _shown(question: Question, codebook: Codebook) -> dict[str, Any]:
    """A question as it is printed."""
    how = number_words(question) if question.answers == NUMBER else answers_words(question.answers)
    filtered = codebook.group(question.asked_of).question is not None
    asked = f"{asked_words(question, codebook)} {how}" if filtered else how
    return {
        "name": question.name,
        "answers": question.answers,
        "before": typeset(question.before[language()]) if question.before else None,
        "wording": typeset(question.wording[language()]),
        "asked": typeset(asked),
        "options": _options(question, codebook),
    }


def _options(question: Question, codebook: Codebook) -> list[dict[str, Any]]:
    """The answers offered; one that goes with no other says so where several may be given."""
    several = question.answers == MULTIPLE
    alone = tr(" (aucune autre réponse)")
    return [
        {
            "words": typeset(
                each.label[language()] + (alone if each.exclusive and several else "")
            ),
            "open": each.open,
        }
        for each in codebook.offered(question)
    ]
