"""What was understood of a file of answers: how it was read, each question, and every fault."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from dataprep.answers.codebook import NUMBER, TEXT, Codebook, Missing, Option
from dataprep.answers.report import Matched, Report
from dataprep.answers.unseen import visible
from rendering.forms import html
from rendering.shown.numbers import Number
from rendering.shown.output import Output
from rendering.shown.table import table_html
from rendering.words import typography
from rendering.words.answers import fault_lines, short
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
        return [
            "- " + " ; ".join(_in_line(str(each)) for each in row if not pd.isna(each))
            for row in rows
        ]

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
        if report.sheet and self.whole:
            details.append(tr("feuille « {sheet} »").format(sheet=_in_line(report.sheet)))
        named = tr("Fichier {file} : {details}.") if self.whole else tr("Fichier : {details}.")
        how = named.format(file=_in_line(report.file), details=" ; ".join(details))
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
                    _some(map(visible, each.columns)),
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
            question = self.codebook.question(matched.question)
            known: list[Option | Missing] = [*question.options, *question.missing]
            labels = {each.value: each.label[language()] for each in known}
        return [
            tr("{text} : {answer}").format(text=visible(text), answer=labels.get(code, code))
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
            [(visible(name), reason_words(why)) for name, why in self.report.set_aside.items()],
            columns=[tr("Colonne"), tr("Raison")],
        )

    def others(self) -> list[str]:
        """For each question, the texts counted as « other » and how often; none to be published."""
        if not self.whole:
            return []
        words = tr("{question} : {texts}")
        return [
            typeset(words.format(question=self._question(name), texts=_some(_counted(texts), 20)))
            for name, texts in self.report.others.items()
        ]

    def faults(self) -> list[str]:
        """Every fault, those alike in one line; how many in each question, to be published."""
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
        return [typeset(each) for each in fault_lines(self.report.faults)]


def show_diagnosis(
    report: Report, anchor: str, codebook: Codebook | None = None, whole: bool = False
) -> Diagnosis:
    """The report on a file of answers, under ``anchor``; questions in the words of ``codebook``.

    ``whole``: with cells, rows and headings of the file, which may name someone. Such a diagnosis
    is for whoever holds the file; what is published has only numbers.
    """
    return Diagnosis(report, anchor, codebook, whole)


def _in_line(words: str) -> str:
    """Words of a file where a line end would begin a line of ours, and a command would be one."""
    return visible(re.sub(r"[ \t\r\n]+", " ", words))


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
