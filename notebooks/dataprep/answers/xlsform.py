"""A codebook as an XLSForm: the workbook that KoboToolbox and ODK make a form of.

Written as https://xlsform.org asks: sheets ``survey``, ``choices`` and ``settings``, each text in
French and in English. A question has the name, and an option the value, that the codebook gives
them, so that what these tools export is read back by code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlsxwriter

from dataprep.answers.codebook import MULTIPLE, NUMBER, SINGLE, Codebook, Question, Words

# The columns of a text are named after its language, with the code that the tools switch by.
LANGUAGES = {"fr": "Français (fr)", "en": "English (en)"}

# An underscore, which no name of a codebook has: what the form adds takes the name of no question.
OPENING = "survey_opening"

_MADE = datetime(2000, 1, 1)  # the same bytes whatever the day
_ANSWERS = {SINGLE: "select_one", MULTIPLE: "select_multiple"}

Row = dict[str, str]


@dataclass(frozen=True)
class Messages:
    """What the form says of its own, in each language.

    ``several``: several answers may be given. ``alone``: ``{option}`` goes with no other.
    ``within``: what the number that answers a question must be.
    """

    several: Words
    alone: Words
    within: Callable[[Question], Words]


def xlsform(codebook: Codebook, messages: Messages) -> dict[str, list[Row]]:
    """The rows of each sheet: for each column that a row fills, its text."""
    survey = [*_opening(codebook)]
    choices: list[Row] = []
    for question in codebook.asked:
        survey += _asked(question, codebook, messages)
        choices += _choices(question, codebook)
    settings = {
        "form_title": codebook.title["fr"],
        "form_id": codebook.name,
        "version": codebook.wave,
        "default_language": LANGUAGES["fr"],
    }
    return {"survey": survey, "choices": choices, "settings": [settings]}


def write_xlsform(codebook: Codebook, path: Path, messages: Messages) -> None:
    """Write the workbook: the same codebook gives the same bytes."""
    workbook = xlsxwriter.Workbook(path)
    workbook.set_properties({"created": _MADE})
    heading = workbook.add_format({"bold": True})
    for name, rows in xlsform(codebook, messages).items():
        sheet = workbook.add_worksheet(name)
        columns = _columns(name, rows)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column, heading)
        for line, row in enumerate(rows, start=1):
            for column, text in row.items():
                # As text, whatever it starts with: a wording is never a formula.
                sheet.write_string(line, columns.index(column), text)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    workbook.close()


def _columns(sheet: str, rows: list[Row]) -> list[str]:
    """The columns of a sheet: those that it must have, then those that some row fills."""
    needed = {"survey": ["type", "name"], "choices": ["list_name", "name"], "settings": []}[sheet]
    if sheet != "settings":
        needed += [f"label::{language}" for language in LANGUAGES.values()]
    return list(dict.fromkeys([*needed, *(column for row in rows for column in row)]))


def _opening(codebook: Codebook) -> Iterator[Row]:
    if codebook.opening:
        yield {"type": "note", "name": OPENING, **_said("label", codebook.opening)}


def _asked(question: Question, codebook: Codebook, messages: Messages) -> Iterator[Row]:
    """The row of a question, and one for each answer that is to be specified in words."""
    relevant = _relevant(question, codebook)
    yield {
        "type": _type(question),
        "name": question.name,
        **_said("label", question.wording),
        **_hint(question, messages),
        **({"required": "yes"} if question.required else {}),
        **({"relevant": relevant} if relevant else {}),
        **_constraint(question, codebook, messages),
    }
    for option in question.options:
        if option.open:
            yield {
                "type": "text",
                "name": f"{question.name}_{option.value}",
                **_said("label", option.label),
                "relevant": _selected(question.name, option.value),
            }


def _type(question: Question) -> str:
    if question.answers in _ANSWERS:
        return f"{_ANSWERS[question.answers]} {question.name}"
    if question.answers == NUMBER:
        return "integer" if question.whole else "decimal"
    return "text"


def _choices(question: Question, codebook: Codebook) -> Iterator[Row]:
    for each in codebook.offered(question):
        yield {"list_name": question.name, "name": each.value, **_said("label", each.label)}


def _hint(question: Question, messages: Messages) -> Row:
    """What is read with the question, and that several answers may be given."""
    texts = [question.before] if question.before else []
    texts += [messages.several] if question.answers == MULTIPLE else []
    if not texts:
        return {}
    return _said("hint", {code: " ".join(text[code] for text in texts) for code in LANGUAGES})


def _relevant(question: Question, codebook: Codebook) -> str:
    """The condition under which a question is asked; nothing where it is asked of all."""
    group = codebook.group(question.asked_of)
    if group.question is None:
        return ""
    return " or ".join(_selected(group.question, value) for value in group.values)


def _selected(question: str, value: str) -> str:
    return f"selected(${{{question}}}, '{value}')"


def _constraint(question: Question, codebook: Codebook, messages: Messages) -> Row:
    """What an answer must satisfy, and what is said of one that does not."""
    if question.answers == MULTIPLE:
        alone = [each for each in codebook.offered(question) if each.exclusive]
        if not alone:
            return {}
        rules = [f"not(selected(., '{each.value}') and count-selected(.) > 1)" for each in alone]
        said: Words = {
            code: " ".join(messages.alone[code].format(option=e.label[code]) for e in alone)
            for code in LANGUAGES
        }
        return {"constraint": " and ".join(rules), **_said("constraint_message", said)}
    limits = {"least": question.least, "most": question.most}
    given = {name: str(limit) for name, limit in limits.items() if limit is not None}
    if question.answers != NUMBER or not given:
        return {}
    rules = [f". {'>=' if name == 'least' else '<='} {limit}" for name, limit in given.items()]
    said = messages.within(question)
    return {"constraint": " and ".join(rules), **_said("constraint_message", said)}


def _said(column: str, words: Words) -> Row:
    """A text in each language, each in its column."""
    return {f"{column}::{language}": words[code] for code, language in LANGUAGES.items()}
