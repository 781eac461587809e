"""A workbook, XLSX or ODS, as a grid: the values that it stores, formulas never computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dataprep.answers import grid
from dataprep.answers.archives import packed, unpacked
from dataprep.answers.cells import column_name, is_error, row_faults, text_of
from dataprep.answers.grid import Grid, damaged, headings, refused
from dataprep.answers.report import Fault
from dataprep.answers.sheets import (
    CONTENT,
    RELATIONS,
    WORKBOOK,
    Sheet,
    ods_sheets,
    xlsx_sheets,
)

XLSX, ODS = "xlsx", "ods"
_HEARTS = {XLSX: WORKBOOK, ODS: CONTENT}
# Besides worksheets that were looked through, all that calamine is given.
_NEEDED = {
    "[Content_Types].xml",
    "_rels/.rels",
    WORKBOOK,
    RELATIONS,
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "mimetype",
    "META-INF/manifest.xml",
}


def read_workbook(file: str, kind: str, data: bytes, chosen: str | None) -> Grid:
    """The grid of one worksheet: ``chosen`` by its name, or the only one that is not empty.

    Raises AnswersError for a workbook that is not of its ``kind``, is damaged, protected, too
    large once unpacked, empty, or of several worksheets of which none is chosen.
    """
    parts = unpacked(file, data)
    found = next((each for each, part in _HEARTS.items() if part in parts), "zip")
    if found != kind:
        raise refused(file, Fault("wrong-suffix", value=f".{kind}", expected=(found,)))
    with damaged(file):
        sheets = xlsx_sheets(parts) if kind == XLSX else ods_sheets(parts)
    cells = sum(each.rows * each.columns for each in sheets)
    if cells > grid.MOST_CELLS:
        raise refused(
            file, Fault("too-many-cells", value=str(cells), expected=(str(grid.MOST_CELLS),))
        )
    sheet = _chosen(file, sheets, chosen)
    rows = _rows(file, parts, sheet)
    numbers = tuple(range(1, len(rows) + 1))
    faults = (*_sheet_faults(sheet, rows), *row_faults(rows, numbers))
    return Grid(file, kind, rows, numbers, sheet=sheet.name, faults=tuple(grid.listing(faults)))


def _chosen(file: str, sheets: list[Sheet], chosen: str | None) -> Sheet:
    full = [each for each in sheets if each.rows]
    if chosen is not None:
        named = [each for each in sheets if each.name == chosen]
        if len(named) != 1:
            names = tuple(each.name for each in full)
            raise refused(file, Fault("unknown-sheet", value=chosen, expected=names))
        full = [each for each in named if each.rows]
    if not full:
        raise refused(file, Fault("empty-file"), sheet=chosen)
    if len(full) > 1:
        names = tuple(each.name for each in full)
        raise refused(file, Fault("several-sheets", value=str(len(full)), expected=names))
    return full[0]


def _rows(file: str, parts: Mapping[str, bytes], sheet: Sheet) -> tuple[tuple[str, ...], ...]:
    """The cells of a worksheet from A1 on, as wide and as long as it is."""
    import python_calamine

    given = {name: part for name, part in parts.items() if name in {*_NEEDED, sheet.part}}
    with damaged(file):
        workbook = python_calamine.CalamineWorkbook.from_filelike(packed(given))
        values = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        workbook.close()
        return tuple(_texts(row, number, sheet) for number, row in enumerate(_full(values, sheet)))


def _full(values: list[list[Any]], sheet: Sheet) -> Iterator[list[Any]]:
    """The rows up to the last cell whose formula failed, which calamine holds for empty."""
    width = max((column + 1 for _, column in sheet.errors), default=0)
    length = max((row + 1 for row, _ in sheet.errors), default=0)
    width = max(width, len(values[0]) if values else 0)
    for number in range(max(len(values), length)):
        row = values[number] if number < len(values) else []
        yield row + [""] * (width - len(row))


def _texts(row: list[Any], number: int, sheet: Sheet) -> tuple[str, ...]:
    texts = tuple(map(text_of, row))
    if not sheet.errors:
        return texts
    return tuple(sheet.errors.get((number, place), text) for place, text in enumerate(texts))


def _sheet_faults(sheet: Sheet, rows: tuple[tuple[str, ...], ...]) -> Iterator[Fault]:
    for row, reference in sheet.merged:
        yield Fault("merged-cells", row + 1, value=reference)
    for row, column in sheet.uncomputed:
        yield Fault("uncomputed-formula", row + 1, column_name(column, headings(rows)))
    for (row, column), shown in sheet.errors.items():
        if not is_error(shown):  # those that are known by their text are found with the rows
            yield Fault("error-cell", row + 1, column_name(column, headings(rows)), shown)
