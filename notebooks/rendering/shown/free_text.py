"""Answers in words, shown only where asked for, without those that may name someone."""

from __future__ import annotations

import pandas as pd

from dataprep.answers.free_text import free_text
from dataprep.answers.responses import Responses
from rendering.shown.answer import answer
from rendering.shown.output import Output
from rendering.shown.table import Cell, show_table
from rendering.words import typography
from rendering.words.cautions import invented_words
from rendering.words.language import language, tr
from rendering.words.typography import typeset


def show_free_text(answers: Responses, question: str, anchor: str, flagged: bool = False) -> Output:
    """What was answered in words to a question, shuffled: see ``free_text``, and its errors.

    What may name someone is counted and not shown. With ``flagged``, it is shown with what was
    seen in it, for whoever rereads it before anything is published. Where there is nothing to
    show, a sentence says so.
    """
    texts = free_text(answers, question)
    kept = texts if flagged else texts[texts["flags"] == ""]
    held = tr("À relire avant de les montrer, car elles nomment peut-être quelqu'un : {held}.")
    told = held.format(held=typography.number(len(texts) - len(kept)))
    if kept.empty:
        none = tr("Aucune réponse en toutes lettres à montrer.")
        return answer(f"{none} {told}" if len(texts) else none, result=False)
    columns = {tr("Réponse"): [Cell(text) for text in kept["text"]]}
    if flagged:
        columns[tr("À relire")] = [Cell(_flag_words(flags)) for flags in kept["flags"]]
    caption = typeset(answers.codebook.question(question).wording[language()])
    parts = [caption, *([told] if len(kept) < len(texts) else [])]
    parts += [invented_words()] if answers.synthetic else []
    return show_table(pd.DataFrame(columns), anchor, " ".join(parts))


def _flag_words(flags: str) -> str:
    words = {
        "email": tr("une adresse de courriel"),
        "web": tr("une adresse du web"),
        "digits": tr("un numéro"),
        "address": tr("une adresse"),
        "title": tr("un titre de personne"),
        "name": tr("un nom propre"),
    }
    return ", ".join(words[flag] for flag in flags.split())
