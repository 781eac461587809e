"""What was understood of a file of answers: how it was read, each question, and every fault."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from dataprep.answers.report import Report
from rendering.forms import html
from rendering.shown.numbers import Number
from rendering.shown.output import Output
from rendering.shown.table import Cell, plain_table, table_html
from rendering.words import typography
from rendering.words.answers import fault_words, layout_words, reason_words
from rendering.words.language import tr
from rendering.words.typography import typeset


@dataclass(frozen=True)
class Diagnosis(Output):
    """The report on a file of answers, as a page and a terminal show it."""

    report: Report
    anchor: str

    def plain(self) -> str:
        parts = [self.reading(), plain_table(self.matched(), tr("Ce que nous avons compris"))]
        if self.report.set_aside:
            parts.append(plain_table(self.set_aside(), tr("Colonnes laissées de côté")))
        return "\n".join([*parts, *self.faults()])

    def html(self) -> Markup:
        aside = self.set_aside()
        return html.render(
            "diagnosis.html",
            anchor=self.anchor,
            reading=self.reading(),
            matched=table_html(self.matched(), tr("Ce que nous avons compris")),
            aside_summary=tr("Colonnes laissées de côté"),
            aside=table_html(aside, tr("Colonnes laissées de côté")) if len(aside) else "",
            faults_title=tr("Ce qu'il faut corriger"),
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
        if report.sheet:
            details.append(tr("feuille « {sheet} »").format(sheet=report.sheet))
        how = tr("Fichier {file} : {details}.").format(
            file=report.file, details=" ; ".join(details)
        )
        rows = tr("Réponses lues : {read} ; gardées : {kept} ; refusées : {refused}.").format(
            read=typography.number(report.read),
            kept=typography.number(report.kept),
            refused=typography.number(report.refused),
        )
        return typeset(f"{how} {rows}")

    def matched(self) -> pd.DataFrame:
        """Each question with its columns, and the answers that were taken for each code."""
        return pd.DataFrame(
            [
                (
                    each.question,
                    Cell(_some(each.columns)),
                    tr("son code") if each.by == "code" else tr("son libellé"),
                    _some([f"{text} = {code}" for text, code in each.codes.items()]) or None,
                )
                for each in self.report.matched
            ],
            columns=[tr("Question"), tr("Colonnes"), tr("Reconnue par"), tr("Réponses lues")],
        )

    def set_aside(self) -> pd.DataFrame:
        """Each column that was not read, and why."""
        return pd.DataFrame(
            [(name, reason_words(why)) for name, why in self.report.set_aside.items()],
            columns=[tr("Colonne"), tr("Raison")],
        )

    def faults(self) -> list[str]:
        """Every fault, a line each."""
        return [typeset(fault_words(each)) for each in self.report.faults]


def show_diagnosis(report: Report, anchor: str) -> Diagnosis:
    """The report on a file of answers, under ``anchor``."""
    return Diagnosis(report, anchor)


def _some(words: Iterable[str], most: int = 8) -> str:
    """The first words of a list, and how many more there are."""
    listed = list(words)
    more = len(listed) - most
    shown = ", ".join(listed[:most])
    return shown + (tr(", et {n} autres").format(n=typography.number(more)) if more > 0 else "")
