"""What was understood of a file of answers: how it was read, each question, and every fault."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from dataprep.answers.codebook import Codebook, Missing, Option
from dataprep.answers.report import Matched, Report
from dataprep.kept import FOLDER
from rendering.forms import html
from rendering.shown.numbers import Number
from rendering.shown.output import Output
from rendering.shown.table import table_html
from rendering.words import typography
from rendering.words.answers import fault_lines, public_lines, short
from rendering.words.language import language, tr
from rendering.words.typography import typeset
from rendering.words.value_faults import layout_words, reason_words


@dataclass(frozen=True)
class Diagnosis(Output):
    """The report on a file of answers, as a page and a terminal show it."""

    report: Report
    anchor: str
    codebook: Codebook | None = None

    def plain(self) -> str:
        lines = [self.reading()]
        if self.report.faults:
            lines += ["", tr("Ce qu'il faut corriger"), *(f"- {each}" for each in self.faults())]
        if others := self.others():
            lines += ["", tr("Textes pris pour « autre », à relire"), *(f"- {o}" for o in others)]
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
            others_title=typeset(tr("Textes pris pour « autre », à relire")),
            others=self.others(),
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
                    self._question(each.question),
                    _some(each.columns),
                    tr("son code") if each.by == "code" else tr("son libellé"),
                    _some(self._answers(each)) or None,
                )
                for each in self.report.matched
            ],
            columns=[tr("Question"), tr("Colonnes"), tr("Reconnue par"), tr("Réponses lues")],
        )

    def _question(self, name: str) -> str:
        """The wording of a question, where the codebook is known; its name elsewhere."""
        if self.codebook is None:
            return name
        return typeset(self.codebook.question(name).wording[language()])

    def _answers(self, matched: Matched) -> list[str]:
        """What each text of the file was taken for; nothing where it is the columns themselves."""
        labels = {}
        if self.codebook is not None:
            question = self.codebook.question(matched.question)
            known: list[Option | Missing] = [*question.options, *question.missing]
            labels = {each.value: each.label[language()] for each in known}
        return [
            tr("{text} : {answer}").format(text=text, answer=labels.get(code, code))
            for text, code in matched.codes.items()
            if text not in matched.columns
        ]

    def set_aside(self) -> pd.DataFrame:
        """Each column that was not read, and why."""
        return pd.DataFrame(
            [(name, reason_words(why)) for name, why in self.report.set_aside.items()],
            columns=[tr("Colonne"), tr("Raison")],
        )

    def others(self) -> list[str]:
        """For each question, the texts counted as « other » and how often; none on the site."""
        if in_a_build():
            return []
        words = tr("{question} : {texts}")
        return [
            typeset(words.format(question=self._question(name), texts=_some(_counted(texts), 20)))
            for name, texts in self.report.others.items()
        ]

    def faults(self) -> list[str]:
        """Every fault, those alike in one line; on the site, without what a cell holds."""
        lines = public_lines if in_a_build() else fault_lines
        return [typeset(each) for each in lines(self.report.faults)]


def in_a_build() -> bool:
    """Whether a chapter runs for the site, whose pages and kept runs are for anybody."""
    return bool(os.environ.get(FOLDER))


def show_diagnosis(report: Report, anchor: str, codebook: Codebook | None = None) -> Diagnosis:
    """The report on a file of answers, under ``anchor``; questions in the words of ``codebook``."""
    return Diagnosis(report, anchor, codebook)


def _counted(texts: Mapping[str, int]) -> Iterator[str]:
    """Texts in one line each, the most frequent first, with how often."""
    for text, count in sorted(texts.items(), key=lambda each: -each[1]):
        counted = tr("« {text} » ({count})")
        yield counted.format(text=short(text), count=typography.number(count))


def _some(words: Iterable[str], most: int = 8) -> str:
    """The first words of a list, and how many more there are."""
    listed = list(words)
    more = len(listed) - most
    shown = ", ".join(listed[:most])
    if more == 1:
        return shown + tr(", et un autre")
    return shown + (tr(", et {n} autres").format(n=typography.number(more)) if more > 0 else "")
