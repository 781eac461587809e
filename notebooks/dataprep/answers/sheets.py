"""What the XML of a worksheet says that its values do not: extent, merged cells, failed formulas.

Read once by expat, which builds nothing, before any reader that does: the extent tells what a
worksheet would take in memory (one cell can claim the last row of the last column). Formats: Office
Open XML (ECMA-376, part 1, 18.3) and OpenDocument 1.3 (part 3, 9). A type of document, which no
spreadsheet writes and where entities are declared, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from posixpath import join, normpath
from xml.parsers import expat

from dataprep.answers.cells import is_error
from dataprep.answers.grid import letters

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
CONTENT = "content.xml"

Place = tuple[int, int]  # row and column, from 0

_REFERENCE = re.compile(r"([A-Z]{1,7})([0-9]{1,10})")


class XmlError(ValueError):
    """XML that no spreadsheet writes."""


@dataclass
class Sheet:
    """One worksheet: ``rows`` and ``columns`` up to its last cell that is not empty, and faults.

    ``part``: where the archive holds it. ``merged``: ranges as spreadsheets write them, each with
    its first row, from 0. ``errors``: what the cells whose formula failed show. ``uncomputed``:
    formulas stored without their value.
    """

    name: str
    part: str
    rows: int = 0
    columns: int = 0
    merged: list[tuple[int, str]] = field(default_factory=list)
    errors: dict[Place, str] = field(default_factory=dict)
    uncomputed: list[Place] = field(default_factory=list)

    def reach(self, row: int, column: int) -> None:
        """Note a cell that is not empty."""
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, column + 1)


class _Reader:
    """Elements one after the other, by their local names: prefixes are the writer's choice."""

    def read(self, xml: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = lambda name, found: self.start(_local(name), found)
        parser.EndElementHandler = lambda name: self.end(_local(name))
        parser.CharacterDataHandler = self.text
        parser.buffer_text = True
        try:
            parser.Parse(xml, True)
        except expat.ExpatError as error:
            raise XmlError(str(error)) from error

    def start(self, name: str, found: Mapping[str, str]) -> None:
        """An element opens, with its attributes."""

    def end(self, name: str) -> None:
        """An element closes."""

    def text(self, text: str) -> None:
        """Characters stand in an element."""


def _refuse(*_: object) -> None:
    raise XmlError("a type of document is declared")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


# Office Open XML


class _Relations(_Reader):
    def __init__(self, xml: bytes):
        self.targets: dict[str, str] = {}
        self.read(xml)

    def start(self, name: str, found: Mapping[str, str]) -> None:
        if name == "Relationship" and found.get("Type", "").endswith("/worksheet"):
            self.targets[found.get("Id", "")] = found.get("Target", "")


class _Names(_Reader):
    def __init__(self, xml: bytes):
        self.sheets: list[tuple[str, str]] = []
        self.read(xml)

    def start(self, name: str, found: Mapping[str, str]) -> None:
        if name == "sheet":
            relation = next((found[key] for key in found if _local(key) == "id"), "")
            self.sheets.append((found.get("name", ""), relation))


def xlsx_sheets(parts: Mapping[str, bytes]) -> list[Sheet]:
    """The worksheets of an XLSX, in its order; sheets of charts are none. Raises XmlError."""
    if WORKBOOK not in parts or RELATIONS not in parts:
        raise XmlError("no workbook")
    targets = _Relations(parts[RELATIONS]).targets
    sheets = []
    for name, relation in _Names(parts[WORKBOOK]).sheets:
        if relation in targets:
            target = targets[relation]
            path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            if path not in parts:
                raise XmlError(f"no part {path}")
            sheets.append(_Worksheet(Sheet(name, path), parts[path]).sheet)
    return sheets


class _Worksheet(_Reader):
    def __init__(self, sheet: Sheet, xml: bytes):
        self.sheet = sheet
        self.row, self.column = -1, -1
        self.kind = ""
        self.formula = self.value = self.inside = False
        self.shown: list[str] = []
        self.read(xml)

    def start(self, name: str, found: Mapping[str, str]) -> None:
        if name == "c":
            self.row, self.column = _place(found.get("r"), (self.row, self.column + 1))
            self.kind = found.get("t", "")
            self.formula = self.value = False
            self.shown = []
        elif name in ("v", "is"):
            self.value, self.inside = True, name == "v"
            self.sheet.reach(self.row, self.column)
        elif name == "f":
            self.formula = True
            self.sheet.reach(self.row, self.column)
        elif name == "row":
            self.row, self.column = _row(found.get("r"), self.row + 1), -1
        elif name == "mergeCell":
            reference = found.get("ref", "")
            self.sheet.merged.append((_place(reference.partition(":")[0], (0, 0))[0], reference))

    def text(self, text: str) -> None:
        if self.inside and self.kind == "e":
            self.shown.append(text)

    def end(self, name: str) -> None:
        if name == "v":
            self.inside = False
        elif name == "c" and self.kind == "e":
            self.sheet.errors[self.row, self.column] = "".join(self.shown)
        elif name == "c" and self.formula and not self.value:
            self.sheet.uncomputed.append((self.row, self.column))


def _row(text: str | None, following: int) -> int:
    if text is None:
        return following
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text)):
        raise XmlError(f"no row {text}")
    return int(text) - 1


def _place(text: str | None, following: Place) -> Place:
    if text is None:
        return following
    found = _REFERENCE.fullmatch(text)
    if not found:
        raise XmlError(f"no cell {text}")
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return _row(found[2], 0), column - 1


# OpenDocument


def ods_sheets(parts: Mapping[str, bytes]) -> list[Sheet]:
    """The worksheets of an ODS, in its order. Raises XmlError."""
    if CONTENT not in parts:
        raise XmlError("no content")
    return _Content(parts[CONTENT]).sheets


class _Content(_Reader):
    def __init__(self, xml: bytes):
        self.sheets: list[Sheet] = []
        self.row, self.rows = 0, 1  # the first of the rows that one element stands for, how many
        self.column, self.columns = 0, 1
        self.filled = self.formula = self.failed = self.typed = False
        self.shown: list[str] = []
        self.read(xml)

    def start(self, name: str, found: Mapping[str, str]) -> None:
        named = {_local(key): value for key, value in found.items()}
        if name == "table":
            self.sheets.append(Sheet(named.get("name", ""), CONTENT))
            self.row = 0
        elif name == "table-row":
            self.rows, self.column = _repeats(named, "number-rows-repeated"), 0
        elif name in ("table-cell", "covered-table-cell"):
            self.columns = _repeats(named, "number-columns-repeated")
            self.typed = bool(_value_types(found))
            self.failed = "error" in _value_types(found)
            self.formula = "formula" in named
            self.filled = self.typed or self.formula
            self.shown = []
            spans = (_repeats(named, f"number-{what}-spanned") for what in ("rows", "columns"))
            self._merge(*spans)

    def _merge(self, rows: int, columns: int) -> None:
        if rows > 1 or columns > 1:
            first = f"{letters(self.column)}{self.row + 1}"
            last = f"{letters(self.column + columns - 1)}{self.row + rows}"
            self._sheet().merged.append((self.row, f"{first}:{last}"))

    def text(self, text: str) -> None:
        if text.strip():
            self.filled = True
        if self.formula:
            self.shown.append(text)

    def end(self, name: str) -> None:
        if name in ("table-cell", "covered-table-cell"):
            if self.filled:
                self._fill()
            self.column += self.columns
            self.filled = self.formula = False
        elif name == "table-row":
            self.row += self.rows

    def _fill(self) -> None:
        sheet = self._sheet()
        sheet.reach(self.row + self.rows - 1, self.column + self.columns - 1)
        shown = "".join(self.shown).strip()
        place = self.row, self.column
        if self.failed or (self.formula and is_error(shown)):
            sheet.errors[place] = shown
        elif self.formula and not self.typed:
            sheet.uncomputed.append(place)

    def _sheet(self) -> Sheet:
        if not self.sheets:
            raise XmlError("a cell stands in no table")
        return self.sheets[-1]


def _value_types(found: Mapping[str, str]) -> set[str]:
    """The type of a cell, which LibreOffice says twice: as the standard has it, and its own."""
    return {value for key, value in found.items() if _local(key) == "value-type"}


def _repeats(named: Mapping[str, str], name: str) -> int:
    text = named.get(name, "1")
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10):
        raise XmlError(f"{name} is {text}")
    return max(int(text), 1)
