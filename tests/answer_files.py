"""Files of answers made for tests, synthetic: the same few answers in each format, to spoil."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd
import pyreadstat
import xlsxwriter

HEADINGS = ("id", "usage", "remarque")
ANSWERS = (
    ("1", "Oui", "Un gain de temps"),
    ("2", "Non", "Pas encore formés, l'été dernier"),
    ("3", "Oui", ""),
)
ROWS = (HEADINGS, *ANSWERS)

_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
)
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def csv_bytes(
    rows: Sequence[Sequence[str]] = ROWS, delimiter: str = ",", end: str = "\r\n"
) -> bytes:
    """A CSV in UTF-8, every cell in quotes."""
    lines = (delimiter.join('"{}"'.format(c.replace('"', '""')) for c in row) for row in rows)
    return "".join(f"{line}{end}" for line in lines).encode()


def xlsx_bytes(sheets: Mapping[str, Sequence[Sequence[Any]]] | None = None) -> bytes:
    """An XLSX of the sheets given, texts as texts; what is a function writes its own cell."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        for name, rows in (sheets or {"Réponses": ROWS}).items():
            sheet = workbook.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if callable(cell):
                        cell(workbook, sheet, row, column)
                    elif isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    else:
                        sheet.write(row, column, cell)
    return stream.getvalue()


def ods_bytes(tables: Mapping[str, str] | None = None, manifest: str = "") -> bytes:
    """An ODS of the tables given, each as the XML of its rows; ``ods_rows`` writes plain ones."""
    body = "".join(
        f'<table:table table:name="{name}">{rows}</table:table>'
        for name, rows in (tables or {"Réponses": ods_rows(ROWS)}).items()
    )
    return archive(
        {
            "mimetype": _SPREADSHEET,
            "META-INF/manifest.xml": (
                f'<manifest:manifest xmlns:manifest="{MANIFEST}"><manifest:file-entry '
                f'manifest:full-path="/" manifest:media-type="{_SPREADSHEET}"/>{manifest}'
                "</manifest:manifest>"
            ),
            "content.xml": (
                f'<office:document-content {_NAMESPACES} {_CALC} office:version="1.3"><office:body>'
                f"<office:spreadsheet>{body}</office:spreadsheet></office:body>"
                "</office:document-content>"
            ),
        }
    )


def ods_rows(rows: Sequence[Sequence[str]]) -> str:
    """Rows of texts as OpenDocument writes them; an empty text is an empty cell."""
    return "".join(
        f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows
    )


def ods_cell(text: str, attributes: str = 'office:value-type="string"') -> str:
    if not text:
        return "<table:table-cell/>"
    return f"<table:table-cell {attributes}><text:p>{escape(text)}</text:p></table:table-cell>"


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """Parts packed; the type of an ODS stands as it is, so that its first bytes tell it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part, zipfile.ZIP_STORED if name == "mimetype" else None)
    return stream.getvalue()


def with_part(workbook: bytes, name: str, part: bytes) -> bytes:
    """A workbook of which one part is another, or is added."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        parts = {each: packed.read(each) for each in packed.namelist()}
    return archive(parts | {name: part})


def part_of(workbook: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        return packed.read(name)


def parquet_bytes(table: pd.DataFrame | None = None) -> bytes:
    stream = io.BytesIO()
    frame = pd.DataFrame(ANSWERS, columns=list(HEADINGS)) if table is None else table
    frame.to_parquet(stream)
    return stream.getvalue()


def sav_bytes(table: pd.DataFrame, **about: Any) -> bytes:
    """A file of SPSS; ``about``: what pyreadstat is told of its variables."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sav"
        pyreadstat.write_sav(table, path, **about)
        return path.read_bytes()


@cache
def plain_sav() -> bytes:
    """The same answers, with labels, and 99 for « Ne sait pas »."""
    usage = [1.0, 2.0, 1.0, 99.0, None]
    return sav_bytes(
        pd.DataFrame({"usage": usage, "remarque": ["Un gain", "été", "", "", ""]}),
        column_labels=["Utilisez-vous ces outils ?", None],
        variable_value_labels={"usage": {1: "Oui", 2: "Non", 99: "Ne sait pas"}},
        missing_ranges={"usage": [99]},
    )
