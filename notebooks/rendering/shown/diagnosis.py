"""What was understood of a file of answers: how it was read, each question, and every fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from dataprep.answers.codebook import NUMBER, TEXT, Codebook
from dataprep.answers.report import Matched, Report
from rendering.forms import html
from rendering.shown.numbers import Number
from rendering.shown.output import Output
from rendering.shown.table import table_html
from rendering.words import typography
from rendering.words.answers import fault_words
from rendering.words.language import language, tr
from rendering.words.typography import typeset
from rendering.words.value_faults import layout_words, reason_words


@dataclass(frozen=True)
class Diagnosis(Output):
    """The report on a file of answers, as a page and a terminal show it.

    Unless it is ``whole`` it may be published: it says nothing that the file holds, neither a cell,
    nor the number of a row, nor a heading, nor its name.
    """

    report: Report
    anchor: str
    codebook: Codebook | None = None
    whole: bool = False

    def plain(self) -> str:
        lines = [self.reading()]
        if self.report.faults:
            lines += ["", tr("Ce qu'il faut corriger"), *(f"- {each}" for each in self.faults())]
        lines += ["", tr("Ce que nous avons compris"), *self._listed(self.matched())]
        if self.report.set_aside:
            lines += ["", tr("Colonnes laissées de côté"), *self._listed(self.set_aside())]
        return "\n".join(lines)

    @staticmethod
    def _listed(frame: pd.DataFrame) -> list[str]:
        """The rows of a table as lines, for a terminal of any width."""
        rows = frame.itertuples(index=False)
        return ["- " + " ; ".join(str(each) for each in row if not pd.isna(each)) for row in rows]

    def html(self) -> Markup:
        aside = self.set_aside()
        return html.render(
            "diagnosis.html",
            anchor=self.anchor,
            reading=self.reading(),
            matched_summary=typeset(
                tr("Question par question : les colonnes, et les réponses lues")
            ),
            matched=table_html(self.matched(), tr("Ce que nous avons compris")),
            aside_summary=typeset(tr("Colonnes laissées de côté")),
            aside=table_html(aside, tr("Colonnes laissées de côté")) if len(aside) else "",
            faults_title=typeset(tr("Ce qu'il faut corriger")),
            faults=self.faults(),
        )

    def shown_numbers(self) -> tuple[Number, ...]:
        return ()

    def reading(self) -> str:
        """How the file was read, and what became of its rows, in two sentences."""
        report = self.report
        details = [layout_words(report.layout)]
        if report.encoding:
            details.append(tr("codage {encoding}").format(encoding=report.encoding))
        if report.delimiter:
            delimiter = tr("tabulation") if report.delimiter == "\t" else report.delimiter
            details.append(tr("séparateur « {delimiter} »").format(delimiter=delimiter))
        if report.sheet and self.whole:
            details.append(tr("feuille « {sheet} »").format(sheet=report.sheet))
        named = tr("Fichier {file} : {details}.") if self.whole else tr("Fichier : {details}.")
        how = named.format(file=report.file, details=" ; ".join(details))
        rows = tr("Réponses lues : {read} ; gardées : {kept} ; refusées : {refused}.").format(
            read=typography.number(report.read),
            kept=typography.number(report.kept),
            refused=typography.number(report.refused),
        )
        return typeset(f"{how} {rows}")

    def matched(self) -> pd.DataFrame:
        """Each question with its columns, and the answers that were taken for each code."""
        if not self.whole:
            return self._found()
        return pd.DataFrame(
            [
                (
                    self._question(each.question),
                    _some(each.columns),
                    tr("son code") if each.by == "code" else tr("son libellé"),
                    _some(self._answers(each)) or None,
                )
                for each in self.report.matched
            ],
            columns=[tr("Question"), tr("Colonnes"), tr("Reconnue par"), tr("Réponses lues")],
        )

    def _found(self) -> pd.DataFrame:
        """Each question, by what it was found, and what becomes of its answers."""
        return pd.DataFrame(
            [
                (
                    self._question(each.question),
                    tr("son code") if each.by == "code" else tr("son libellé"),
                    self._use(each.question),
                )
                for each in self.report.matched
            ],
            columns=[tr("Question"), tr("Reconnue par"), tr("Ce qui en est fait")],
        )

    def _use(self, name: str) -> str | None:
        if self.codebook is None:
            return None
        question = self.codebook.question(name)
        if question.private:
            return tr("jamais publiée")
        if question.answers == NUMBER:
            return tr("nombres : lus, non tabulés")
        if question.answers == TEXT:
            return tr("mots : lus, non montrés")
        return tr("réponses comptées")

    def _question(self, name: str) -> str:
        """The wording of a question, where the codebook is known; its name elsewhere."""
        if self.codebook is None:
            return name
        return typeset(self.codebook.question(name).wording[language()])

    def _answers(self, matched: Matched) -> list[str]:
        """What each text of the file was taken for; nothing where it is the columns themselves."""
        labels = {}
        if self.codebook is not None:
            options = self.codebook.question(matched.question).options
            labels = {option.value: option.label[language()] for option in options}
        return [
            tr("{text} : {answer}").format(text=text, answer=labels.get(code, code))
            for text, code in matched.codes.items()
            if text not in matched.columns
        ]

    def set_aside(self) -> pd.DataFrame:
        """Each column that was not read, and why; how many for each reason, to be published."""
        if not self.whole:
            counted = Counter(self.report.set_aside.values())
            return pd.DataFrame(
                [(reason_words(why), n) for why, n in counted.items()],
                columns=[tr("Raison"), tr("Colonnes")],
            )
        return pd.DataFrame(
            [(name, reason_words(why)) for name, why in self.report.set_aside.items()],
            columns=[tr("Colonne"), tr("Raison")],
        )

    def faults(self) -> list[str]:
        """Every fault, a line each; how many in each question, to be published."""
        if not self.whole:
            questions = {c: each.question for each in self.report.matched for c in each.columns}
            counted = Counter(questions.get(each.column or "") for each in self.report.faults)
            elsewhere = tr("ailleurs dans le fichier")
            return [
                typeset(
                    tr("{place} : {n} à corriger").format(
                        place=self._question(name) if name else elsewhere, n=typography.number(n)
                    )
                )
                for name, n in counted.items()
            ]
        return [typeset(fault_words(each)) for each in self.report.faults]


def show_diagnosis(
    report: Report, anchor: str, codebook: Codebook | None = None, whole: bool = False
) -> Diagnosis:
    """The report on a file of answers, under ``anchor``; questions in the words of ``codebook``.

    ``whole``: with cells, rows and headings of the file, which may name someone. Such a diagnosis
    is for whoever holds the file; what is published has only numbers.
    """
    return Diagnosis(report, anchor, codebook, whole)


def _some(words: Iterable[str], most: int = 8) -> str:
    """The first words of a list, and how many more there are."""
    listed = list(words)
    more = len(listed) - most
    shown = ", ".join(listed[:most])
    return shown + (tr(", et {n} autres").format(n=typography.number(more)) if more > 0 else "")
