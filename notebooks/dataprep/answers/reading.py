"""From a file of answers, whatever tool wrote it, to responses: nothing guessed, nothing lost.

Every fault is found in one pass and told in one report. A row with a fault is refused whole; rows
read are those kept and those refused. Not asked, not answered and not ticked are three things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dataprep.answers.codebook import (
    ANSWERED,
    MULTIPLE,
    NOT_ANSWERED,
    NOT_ASKED,
    NUMBER,
    SINGLE,
    TEXT,
    Codebook,
    Question,
)
from dataprep.answers.files import read_grid
from dataprep.answers.grid import letters
from dataprep.answers.layouts import arrange, below_titles
from dataprep.answers.layouts.matching import words_key
from dataprep.answers.layouts.shapes import (
    ASIDE,
    KEY,
    PRIVATE,
    TICK,
    UNKNOWN,
    UNNUMBERED,
    WHOLE,
    Arranged,
    Given,
    Place,
)
from dataprep.answers.not_answers import copies, unsent
from dataprep.answers.progress import progress
from dataprep.answers.report import AnswersError, Fault, Matched, Report
from dataprep.answers.responses import Responses
from dataprep.answers.rows import Reader, Row, note_duplicates, standing
from dataprep.descriptor import DATA

if TYPE_CHECKING:
    import pandas as pd

SAMPLES = DATA / "samples"

REFUSING = ("title-rows", "missing-column", "repeated-column", "no-rows")  # nothing is read
# Of a row as ``read_grid`` finds it: what its cells are is not known.
_UNREADABLE = ("empty-row", "ragged-row", "truncated-file")


def read_responses(
    path: str | Path, codebook: Codebook, sheet: str | None = None, synthetic: bool = False
) -> Responses:
    """The answers of a file, read against a codebook: those kept, and a report of all the rest.

    ``path``: a CSV, XLSX, ODS, Parquet or SPSS file, in one of the layouts of
    ``dataprep.answers.layouts``; ``sheet``: of a workbook. The file is not changed. ``synthetic``:
    invented for a trial; files of ``data/samples`` are so by themselves.

    Columns are matched by code, then by wording, French or English. Private questions are read for
    what needs them (duplicates, filters), and are not in the frame, nor are the words of « other ».
    The tool's own number tells respondents apart where the file has no column for the codebook's;
    where several rows have none, duplicates are sought among the others alone, and ``set_aside``
    says ``unnumbered``. A column of no question is a fault that refuses nothing, and so is a fault
    of the file in a cell that is not read.

    A row of totals, an answer that the tool says was never sent, and the copy of another row, what
    the tool adds included, are refused as such; so is a row that answers no closed question.

    Raises AnswersError, with the report, when a question has no column (private ones apart), when
    two columns are of the same question, when titles stand above the headings, when there is no
    row, or when the file cannot be read.
    """
    path = Path(path)
    arranged = arrange(read_grid(path, sheet), codebook)
    if below := below_titles(arranged, codebook):
        titles = Fault("title-rows", below.grid.numbers[0])
        raise AnswersError(_report(Reader(codebook, below), [titles], []))
    reader = Reader(codebook, arranged)
    faults = [*_grid_faults(reader), *_file_faults(reader)]
    if any(fault.kind in REFUSING for fault in faults):
        raise AnswersError(_report(reader, faults, []))
    rows = _rows(reader)
    totals = {row.number for row in rows for fault in row.faults if fault.kind == "total-row"}
    faults = [fault for fault in faults if fault.row not in totals]
    harmful = (fault for fault in faults if not _is_unpublished(fault, reader))
    refused = {row.number for row in rows if row.faults} | {fault.row for fault in harmful}
    kept = [row for row in rows if row.number not in refused]
    faults += [fault for row in rows for fault in row.faults]
    return Responses(
        frame=_frame(codebook, kept),
        codebook=codebook,
        report=_report(reader, faults, rows, len(kept)),
        synthetic=synthetic or path.resolve().is_relative_to(SAMPLES.resolve()),
    )


def _rows(reader: Reader) -> list[Row]:
    """The rows of answers, each once; those that the file itself makes unreadable stay empty.

    A row that is nobody's answer is refused unread, and its number is not looked for elsewhere.
    """
    grid = reader.arranged.grid
    unreadable = {fault.row for fault in grid.faults if fault.kind in _UNREADABLE}
    drafts, copied = unsent(reader.arranged), copies(reader.arranged)
    rows = []
    with progress("read", reader.arranged.count) as step:
        for given in reader.arranged.respondents():
            if fault := _not_an_answer(given, reader, drafts, copied):
                rows.append(Row(given.row, "", True, faults=[fault]))
            elif given.row in unreadable:
                rows.append(Row(given.row, given.key, given.empty))
            else:
                rows.append(reader.read(given))
            step()
    note_duplicates(rows)
    return rows


def _not_an_answer(
    given: Given, reader: Reader, drafts: frozenset[int], copied: Mapping[int, int]
) -> Fault | None:
    """What a row is that is nobody's answer; None for an answer."""
    if head := reader.total(given):
        return Fault("total-row", given.row, value=head)
    if given.row in drafts:
        return Fault("unsent-row", given.row)
    if given.row in copied:
        return Fault("duplicate-row", given.row, value=f"{copied[given.row]}, {given.row}")
    return None


# Faults of the file as a whole.


def _grid_faults(reader: Reader) -> Iterator[Fault]:
    """The faults that the file itself has, whatever it answers.

    Those of its end and of its headings are left out where they are no fault: rows that are empty,
    or narrower. What stands in a cell that is not published is not told.
    """
    arranged = reader.arranged
    grid, layout = arranged.grid, arranged.layout
    rows = set(grid.numbers[layout.headings : layout.headings + arranged.count])
    by_letters = {letters(place.index): place.heading for place in arranged.places}
    for fault in grid.faults:
        if fault.kind in ("empty-row", "ragged-row") and fault.row not in rows:
            continue
        if layout.headings > 1 and fault.column in by_letters:
            fault = replace(fault, column=by_letters[fault.column])
        yield replace(fault, value=None) if _is_unpublished(fault, reader) else fault


def _is_unpublished(fault: Fault, reader: Reader) -> bool:
    """Whether a fault is of a cell that does not enter the frame."""
    return fault.column is not None and fault.column.strip() not in reader.published


def _file_faults(reader: Reader) -> Iterator[Fault]:
    """What the columns lack or repeat, and what is of no question."""
    places = reader.arranged.places
    unknown = [each.heading for each in places if each.role == ASIDE and each.reason == UNKNOWN]
    yield from (Fault("unknown-column", column=heading) for heading in unknown)
    needed = {on for on, _ in reader.filters.values()}
    for question in reader.codebook.questions:
        own = _own(question, reader.arranged)
        yield from _repeated(own)
        if not question.private or question.name in needed:
            yield from _lacking(question, own, unknown)
    if reader.arranged.count == 0:
        yield Fault("no-rows")


def _own(question: Question, arranged: Arranged) -> list[Place]:
    """The columns of a question, those that are set aside left out."""
    return [
        place
        for place in arranged.places
        if place.question == question.name and place.role in (WHOLE, TICK, KEY)
    ]


def _repeated(places: Iterable[Place]) -> Iterator[Fault]:
    """Columns of the same question, or of the same answer; the first is what was expected."""
    first: dict[str | None, Place] = {}
    for place in places:
        if place.value in first:
            known = first[place.value].heading
            yield Fault("repeated-column", column=place.heading, expected=(known,))
        first.setdefault(place.value, place)


def _lacking(question: Question, own: list[Place], unknown: list[str]) -> Iterator[Fault]:
    """The columns that a question lacks, by its name and its wordings.

    ``unknown``: the headings of no question, of which one may be this one misspelt.
    """
    if not own:
        wordings = (question.name, *dict.fromkeys(question.wording.values()))
        close = _nearest_heading(wordings, unknown)
        yield Fault("missing-column", None, question.name, None, wordings, close)
    elif any(place.role == TICK for place in own):
        there = {place.value for place in own}
        for option in question.options:
            if option.value not in there:
                column = question.column(option.value)
                labels = (column, *dict.fromkeys(option.label.values()))
                yield Fault("missing-column", column=column, expected=labels)


def _nearest_heading(names: Iterable[str], unknown: list[str]) -> str | None:
    """The heading that comes nearest to one of the names of a question, if any is close."""
    headings = {words_key(each): each for each in unknown}
    for name in names:
        if close := get_close_matches(words_key(name), headings, n=1):
            return headings[close[0]]
    return None


# What comes out.


def _report(reader: Reader, faults: list[Fault], rows: list[Row], kept: int = 0) -> Report:
    arranged = reader.arranged
    return Report(
        file=arranged.grid.file,
        layout=arranged.layout.name,
        encoding=arranged.grid.encoding,
        delimiter=arranged.grid.delimiter,
        sheet=arranged.grid.sheet,
        matched=tuple(_matched(reader)),
        set_aside=_set_aside(reader, rows),
        faults=tuple(sorted(faults, key=lambda each: each.row or 0)),
        read=arranged.count,
        kept=kept,
        evidence=arranged.evidence,
        others=reader.others,
    )


def _matched(reader: Reader) -> Iterator[Matched]:
    for question in reader.codebook.questions:
        if own := _own(question, reader.arranged):
            columns = tuple(place.heading for place in own)
            codes = reader.codes.get(question.name, {})
            yield Matched(question.name, columns, own[0].by, codes)


def _set_aside(reader: Reader, rows: list[Row]) -> dict[str, str]:
    """Each column that is not in the frame, with the reason."""
    private = {each.name for each in reader.codebook.questions if each.private}
    aside: dict[str, str] = {}
    keys = [place for place in reader.arranged.places if place.role == KEY]
    for place in reader.arranged.places:
        if place.role == ASIDE:
            aside[place.heading] = place.reason or UNKNOWN
        elif place.question in private:
            aside[place.heading] = PRIVATE
    if reader.codebook.respondent is not None and not keys:
        aside[reader.codebook.respondent] = UNNUMBERED
    elif keys and sum(not row.key and not row.empty for row in rows) > 1:
        aside[keys[0].heading] = UNNUMBERED
    return aside


def _frame(codebook: Codebook, rows: list[Row]) -> pd.DataFrame:
    """The columns of the codebook, a row for each that is kept."""
    import pandas as pd

    types = {"code": "str", "ticked": "Int8", "number": "Float64", "text": "str"}
    columns: dict[str, list[Any]] = {}
    for question in codebook.questions:
        if not question.private:
            columns |= _columns_of(question, rows)
    return pd.DataFrame(
        {
            name: pd.Series(columns[name], dtype=types[kind])
            for name, kind in codebook.columns().items()
        }
    )


def _columns_of(question: Question, rows: list[Row]) -> dict[str, list[Any]]:
    """The columns of one question, each a list of as many cells as rows."""
    name, answers = question.name, [row.answers[question.name] for row in rows]
    if question.answers in (NUMBER, TEXT):
        given = [[each for each in values if each not in question.kinds] for values in answers]
        convert = str if question.answers == TEXT else float
        return {name: [convert(values[0]) if values else None for values in given]}
    said = [
        _status(question, values, row.asked[name])
        for values, row in zip(answers, rows, strict=True)
    ]
    if question.answers == SINGLE:
        return {name: said}
    return {name: said} | {
        question.column(code): [
            int(code in values) if status == ANSWERED else None
            for values, status in zip(answers, said, strict=True)
        ]
        for code in question.codes
    }


def _status(question: Question, values: list[str], asked: bool) -> str:
    """The code in the column of a closed question."""
    if not asked:
        return standing(question, NOT_ASKED)
    if not values:
        return standing(question, NOT_ANSWERED)
    if question.answers == MULTIPLE and values[0] not in question.kinds:
        return ANSWERED
    return values[0]
