"""The words that files for other tools hold, in both languages at once."""

from __future__ import annotations

from dataprep.answers.ddi import Notes
from dataprep.answers.xlsform import Messages
from rendering.words.asked import answers_words, number_words, reconstructed_words
from rendering.words.language import in_each_language, tr


def messages() -> Messages:
    """What a form on a screen says of its own."""
    return Messages(
        several=in_each_language(lambda: answers_words("multiple")),
        alone=in_each_language(
            lambda: tr("« {option} » ne va avec aucune autre réponse : décochez les autres.")
        ),
        within=lambda question: in_each_language(lambda: number_words(question)),
    )


def notes() -> Notes:
    """What the description for archives says of its own."""
    return Notes(
        reconstructed=in_each_language(reconstructed_words),
        questionnaire=in_each_language(lambda: tr("Un questionnaire ; nombre de questions : {n}.")),
        population=in_each_language(lambda: tr("unités qui pouvaient répondre")),
        private=in_each_language(lambda: tr("N'est jamais publié.")),
        alone=in_each_language(lambda: tr("Ne va avec aucune autre réponse.")),
        ticked=in_each_language(lambda: tr("Cochée")),
        not_ticked=in_each_language(lambda: tr("Non cochée")),
        answered=in_each_language(lambda: tr("A répondu à la question")),
    )
