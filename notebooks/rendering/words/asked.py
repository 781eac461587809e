"""How a questionnaire says whom a question is asked of, and how it is answered."""

from __future__ import annotations

from dataprep.answers.codebook import Codebook, Question
from rendering.words.language import language, tr


def answers_words(answers: str) -> str:
    """How a question is answered."""
    return {
        "single": tr("Une seule réponse."),
        "multiple": tr("Plusieurs réponses possibles."),
        "number": tr("Un nombre."),
        "text": tr("Une réponse en toutes lettres."),
    }[answers]


def asked_words(question: Question, codebook: Codebook) -> str:
    """Whom a question is asked of, by the number of the question that tells; « À tous »."""
    group = codebook.group(question.asked_of)
    if group.question is None:
        return tr("À tous.")
    leads = codebook.question(group.question)
    offered = [each.label[language()] for each in leads.options if each.value in group.values]
    return tr("À ceux qui ont répondu « {answer} » à la question {n}.").format(
        answer=tr(" » ou « ").join(offered), n=codebook.asked.index(leads) + 1
    )


def number_words(question: Question) -> str:
    """What a number must be: from one limit to another, where it has some."""
    least, most = question.least, question.most
    if least is not None and most is not None:
        words = tr("Indiquez un nombre de {least} à {most}.")
    elif least is not None:
        words = tr("Indiquez un nombre d'au moins {least}.")
    elif most is not None:
        words = tr("Indiquez un nombre d'au plus {most}.")
    else:
        return answers_words("number")
    return words.format(least=least, most=most)


def reconstructed_words() -> str:
    """That a questionnaire is not the one that was asked."""
    return tr(
        "Questions reconstituées d'après ce qui a été publié : le questionnaire n'est pas public, "
        "et les intitulés ne sont pas les siens."
    )
