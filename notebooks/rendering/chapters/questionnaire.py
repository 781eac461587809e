"""A questionnaire as a form to read or print, and what each question of the flash leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from rendering.forms import html
from rendering.shown.figure import source_line
from rendering.shown.numbers import Number
from rendering.shown.output import Output
from rendering.shown.table import Cell, ShownTable, how_to_cite, show_table
from rendering.words import typography
from rendering.words.asked import answers_words
from rendering.words.language import localized, text_of, tr
from rendering.words.typography import typeset


def show_question_bases(questions: pd.DataFrame, anchor: str, caption: str) -> ShownTable:
    """For each question of a wave, what it prints and the bases that this leaves possible.

    ``questions`` as ``question_bases`` gives them.
    """
    frame = pd.DataFrame(
        {
            tr("Question"): [text_of(row, "label") for _, row in questions.iterrows()],
            tr("Ce que le flash imprime"): [_printed(row) for _, row in questions.iterrows()],
            tr("Base"): [_base(row) for _, row in questions.iterrows()],
        }
    )
    return show_table(frame, anchor, caption)


def _printed(row: pd.Series) -> str:
    words = []
    if row["percentages"] == 1:
        words.append(tr("une part"))
    elif row["percentages"]:
        words.append(tr("{n} parts").format(n=row["percentages"]))
    if row["ranks"]:
        words.append(tr("un classement"))
    return tr(" et ").join(words) or tr("une majorité, sans part")


def _base(row: pd.Series) -> Cell:
    if pd.notna(row["stated"]):
        return Cell(tr("imprimée : {n}").format(n=typography.number(row["stated"])))
    if not row["bases"]:
        return Cell(tr("inconnue"), tr("Sans part imprimée, rien ne permet de la retrouver."))
    few = ", ".join(map(typography.number, row["bases"]))
    return Cell(tr("{n} bases possibles").format(n=len(row["bases"])), few)


@dataclass(frozen=True)
class Questionnaire(Output):
    """A questionnaire: each question, whom it is asked of, its answers, and why it is asked.

    ``questions`` and ``options`` are tables as ``questionnaire`` and its options. ``opening`` is
    what is read first: who asks, why, and what becomes of the answers.
    """

    questions: pd.DataFrame
    options: pd.DataFrame
    anchor: str
    title: str
    opening: str

    def plain(self) -> str:
        lines = [self._title(), typeset(tr(self.opening))]
        for _, question in self.questions.iterrows():
            shown = self._shown(question)
            lines += [shown["before"]] if shown["before"] else []
            lines.append(f"{question['order']}. {shown['wording']}")
            lines.append(f"   {shown['asked']}")
            lines += [f"   - {words}" for words in shown["options"]]
        return "\n".join(lines)

    def _title(self) -> str:
        return typeset(tr(self.title))

    def html(self) -> Markup:
        return html.render(
            "questionnaire.html",
            anchor=self.anchor,
            title=self._title(),
            opening=typeset(tr(self.opening)),
            sections=[
                {
                    "title": section_words(str(section)),
                    "number": numbered_words(questions["order"].to_list()),
                    "start": questions["order"].iloc[0],
                    "questions": [self._shown(row) for _, row in questions.iterrows()],
                }
                for section, questions in self.questions.groupby("section", sort=False)
            ],
            source=source_line(("questionnaire",)),
            citation=how_to_cite(self._title(), self.anchor),
        )

    def shown_numbers(self) -> tuple[Number, ...]:
        return ()

    def _shown(self, question: pd.Series) -> dict[str, Any]:
        """A question as it is printed."""
        before = localized(question, "before")
        return {
            "before": typeset(before) if before else None,
            "wording": typeset(text_of(question, "wording")),
            "asked": self._asked(question),
            "answers": question["answers"],
            "options": self._options(question),
            "why": typeset(text_of(question, "why")),
        }

    def _options(self, question: pd.Series) -> list[str]:
        """The answers offered, in words; one that goes with no other says so where several may."""
        offered = self.options[self.options["question"] == question["id"]].sort_values("order")
        alone = offered["exclusive"] & (question["answers"] == "multiple")
        return [
            typeset(text_of(row, "label") + (tr(" (aucune autre réponse)") if only else ""))
            for only, (_, row) in zip(alone, offered.iterrows(), strict=True)
        ]

    def _asked(self, question: pd.Series) -> str:
        """Whom the question is asked of, and how many answers it takes: its base, in words."""
        return typeset(f"{self._whom(question)} {answers_words(question['answers'])}")

    def _whom(self, question: pd.Series) -> str:
        if pd.isna(question["asked_if"]):
            return tr("À tous.")
        option = self.options[self.options["id"] == question["asked_if"]].iloc[0]
        order = self.questions.loc[self.questions["id"] == option["question"], "order"].iloc[0]
        return tr("À ceux qui ont répondu « {answer} » à la question {n}.").format(
            answer=text_of(option, "label"), n=order
        )


def numbered_words(orders: list[int]) -> str:
    """Which questions a part of the questionnaire has."""
    first, last = typography.number(orders[0]), typography.number(orders[-1])
    if len(orders) == 1:
        return tr("question {n}").format(n=first)
    words = tr("questions {n} et {m}") if len(orders) == 2 else tr("questions {n} à {m}")
    return words.format(n=first, m=last)


def section_words(section: str) -> str:
    """The name of a part of the questionnaire."""
    return {
        "respondent": tr("Vous et votre Territoire"),
        "use": tr("L’usage"),
        "non-users": tr("Ceux qui ne s’en servent pas"),
        "users": tr("Ceux qui s’en servent"),
        "everyone": tr("Pour tous"),
    }[section]
