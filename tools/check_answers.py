"""Say what was understood of a file of answers, and every fault of it. Run as
``make check-answers ANSWERS=data/private/answers.csv CODEBOOK=proposed``.

It reads the file and changes nothing; it returns 1 where there is a fault, else 0.
"""

from __future__ import annotations

import argparse
import os
import sys

import checkout  # noqa: F401
from dataprep.answers.codebook import Codebook, codebook
from dataprep.answers.reading import read_responses
from dataprep.answers.report import AnswersError, Report
from dataprep.descriptor import TableError
from rendering.shown.diagnosis import show_diagnosis
from rendering.words.answers import no_answers_words


def main(arguments: list[str] | None = None) -> int:
    """Print the diagnosis; returns 1 where there is a fault, else 0."""
    parser = argparse.ArgumentParser(description="Say every fault of a file of answers.")
    parser.add_argument("answers", help="the file, as the tool that asked has written it")
    parser.add_argument("codebook", help="the name of a codebook, or its path")
    parser.add_argument("--sheet", help="the sheet of a workbook that has several")
    parser.add_argument("--language", choices=["fr", "en"], help="of the report; fr")
    asked = parser.parse_args(arguments)
    if asked.language:
        os.environ["BOOK_LANGUAGE"] = asked.language
    if not asked.answers:
        sys.exit(no_answers_words())
    described = codebook(asked.codebook)
    report = _report(asked.answers, described, asked.sheet)
    print(show_diagnosis(report, "diagnostic", described, whole=True).plain())
    return 1 if report.faults else 0


def _report(path: str, described: Codebook, sheet: str | None) -> Report:
    try:
        return read_responses(path, described, sheet=sheet).report
    except AnswersError as error:
        return error.report


if __name__ == "__main__":
    try:
        sys.exit(main())
    except TableError as error:
        sys.exit(str(error))
