"""Files of answers that are wrong, one way each, and the message that each gets. Synthetic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from answer_files import (
    ANSWERS,
    HEADINGS,
    ROWS,
    archive,
    csv_bytes,
    ods_bytes,
    ods_cell,
    ods_rows,
    parquet_bytes,
    part_of,
    plain_sav,
    with_part,
    xlsx_bytes,
)
from dataprep.answers import archives


def uncomputed(_: Any, sheet: Any, row: int, column: int) -> None:
    sheet.write_formula(row, column, "=1+1", None, "")


def failed(_: Any, sheet: Any, row: int, column: int) -> None:
    sheet.write_formula(row, column, "=#REF!", None, "#REF!")


def merged(_: Any, sheet: Any, row: int, column: int) -> None:
    sheet.merge_range(row, column, row + 2, column, "Oui")


def without_value() -> bytes:
    """A formula that its writer did not compute, as openpyxl leaves them."""
    data = xlsx_bytes({"R": [["a", "b"], ["x", uncomputed]]})
    name = "xl/worksheets/sheet1.xml"
    sheet = part_of(data, name).replace(b"<v></v>", b"")
    assert b"<f>1+1</f></c>" in sheet
    return with_part(data, name, sheet)


def last_cell(reference: str) -> bytes:
    """A workbook whose one cell more claims to be the last of a sheet."""
    data = xlsx_bytes()
    name = "xl/worksheets/sheet1.xml"
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    more = f'<row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>'
    return with_part(data, name, part_of(data, name).replace(b"</sheetData>", more.encode()))


def many_parts() -> bytes:
    return archive({f"xl/{k}.xml": "" for k in range(archives.MOST_PARTS + 1)})


def protected_xlsx() -> bytes:
    """The head of a compound file, with the stream where an encrypted workbook lies."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")


def nested() -> bytes:
    return parquet_bytes(pd.DataFrame({"id": [1], "reponses": [{"usage": "Oui"}]}))


def ascii_with(text: str) -> bytes:
    return csv_bytes((*ROWS, ("4", text, "fin")))


DAMAGED = (
    "il est abîmé, ou n'est pas tel qu'un logiciel l'écrit. Attendu : un fichier complet. "
    "À faire : l'ouvrir dans le logiciel d'origine, l'enregistrer de nouveau, ou l'exporter en CSV."
)
CUT = "À faire : exporter ou télécharger de nouveau le fichier."
SUFFIX = (
    "le contenu n'est pas celui que le suffixe annonce. Attendu : le suffixe du contenu, {}. "
    "À faire : corriger le suffixe, ou exporter de nouveau dans le format voulu."
)
OTHER = (
    "le contenu n'est pas celui que le suffixe annonce. À faire : corriger le suffixe, ou exporter "
    "de nouveau dans le format voulu."
)
PASSWORD = (
    "un mot de passe le protège. Attendu : un fichier sans mot de passe. À faire : en enregistrer "
    "une copie sans mot de passe."
)
EMPTY = (
    "il n'y a rien à lire. Attendu : une ligne de titres, puis une ligne par réponse. À faire : "
    "exporter de nouveau les réponses, et vérifier que l'export en contient."
)
CELLS = (
    "le fichier compte trop de cellules pour être lu ainsi. Attendu : 5 000 000 cellules au plus. "
    "À faire : supprimer les lignes et colonnes vides jusqu'au bout, ou le découper."
)
FORMULA = (
    "un tableur prendrait cette réponse pour une formule ; elle est lue comme un texte. Attendu : "
    "un texte qui ne commence pas par = + - ou @. À faire : vérifier cette réponse, et ne pas la "
    "taper telle quelle dans un tableur."
)
FAILED = (
    "la formule de cette cellule a échoué. Attendu : une valeur. À faire : corriger la formule, ou "
    "taper la valeur."
)
MERGED = (
    "des cellules sont fusionnées : seule la première porte une valeur. Attendu : une valeur par "
    "cellule. À faire : défusionner ces cellules, et remplir chacune."
)
ROW = (
    "cette ligne ne répond à aucune question à choix. Attendu : une réponse par ligne. À faire : "
    "la supprimer, ou retrouver les réponses dans l'outil d'origine."
)

# Name of the file, its bytes, whether it stops the reading, and its first message.
BAD: dict[str, tuple[str, Callable[[], bytes], bool, str]] = {
    "empty": ("r.csv", lambda: b"", True, f"r.csv : {EMPTY}"),
    "blank": ("r.csv", lambda: b"\xef\xbb\xbf;;\r\n;;\r\n", True, f"r.csv : {EMPTY}"),
    "empty workbook": ("r.xlsx", lambda: xlsx_bytes({"R": []}), True, f"r.xlsx : {EMPTY}"),
    "no column": ("r.parquet", lambda: parquet_bytes(pd.DataFrame()), True, f"r.parquet : {EMPTY}"),
    "unknown suffix": (
        "r.xls",
        csv_bytes,
        True,
        "r.xls : « .xls » : ce suffixe n'est pas celui d'un fichier que l'on sait lire. Attendu : "
        ".csv, .tsv, .txt, .xlsx, .ods, .parquet, .sav, .zsav. À faire : l'enregistrer en CSV ou "
        "en XLSX depuis un tableur.",
    ),
    "CSV named XLSX": ("r.xlsx", csv_bytes, True, f"r.xlsx : « .xlsx » : {SUFFIX.format('csv')}"),
    "XLSX named CSV": ("r.csv", xlsx_bytes, True, f"r.csv : « .csv » : {SUFFIX.format('xlsx')}"),
    "ODS named CSV": ("r.csv", ods_bytes, True, f"r.csv : « .csv » : {SUFFIX.format('ods')}"),
    "XLSX named ODS": ("r.ods", xlsx_bytes, True, f"r.ods : « .ods » : {SUFFIX.format('xlsx')}"),
    "a page named CSV": (
        "r.csv",
        lambda: b"\r\n<!doctype html><title>Connexion</title>",
        True,
        f"r.csv : « .csv » : {SUFFIX.format('html')}",
    ),
    "a picture named SAV": (
        "r.sav",
        lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        True,
        f"r.sav : « .sav » : {OTHER}",
    ),
    "protected XLSX": ("r.xlsx", protected_xlsx, True, f"r.xlsx : {PASSWORD}"),
    "protected ODS": (
        "r.ods",
        lambda: ods_bytes(manifest="<manifest:encryption-data/>"),
        True,
        f"r.ods : {PASSWORD}",
    ),
    "not a zip": ("r.xlsx", lambda: b"PK\x03\x04" + bytes(99), True, f"r.xlsx : {DAMAGED}"),
    "cut XLSX": ("r.xlsx", lambda: xlsx_bytes()[:-400], True, f"r.xlsx : {DAMAGED}"),
    "cut Parquet": ("r.parquet", lambda: parquet_bytes()[:-40], True, f"r.parquet : {DAMAGED}"),
    "cut SAV": ("r.sav", lambda: plain_sav()[:300], True, f"r.sav : {DAMAGED}"),
    "declared entities": (
        "r.ods",
        lambda: with_part(ods_bytes(), "content.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        True,
        f"r.ods : {DAMAGED}",
    ),
    "overpacked": (
        "r.xlsx",
        lambda: archive({"xl/workbook.xml": "", "xl/media/x.bin": bytes(30_000_000)}),
        True,
        "r.xlsx : une fois décompressé, il pèserait 30 000 000 octets : bien plus qu'il n'en "
        "annonce. Attendu : 20 000 000 octets au plus, une fois décompressé. À faire : ne pas "
        "l'ouvrir si l'on n'en connaît pas l'origine ; sinon l'exporter en CSV.",
    ),
    "many parts": (
        "r.xlsx",
        many_parts,
        True,
        "r.xlsx : le classeur est fait de 2 001 fichiers : bien plus qu'un tableur n'en écrit. "
        "Attendu : 2 000 fichiers au plus. À faire : ne pas l'ouvrir si l'on n'en connaît pas "
        "l'origine ; sinon l'exporter en CSV.",
    ),
    "a cell at the end of an XLSX": (
        "r.xlsx",
        lambda: last_cell("XFD1048576"),
        True,
        f"r.xlsx : « 17179869184 » : {CELLS}",
    ),
    "a cell repeated in an ODS": (
        "r.ods",
        lambda: ods_bytes(
            {
                "R": '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
                'table:number-columns-repeated="16384" office:value-type="string"><text:p>x'
                "</text:p></table:table-cell></table:table-row>"
            }
        ),
        True,
        f"r.ods : « 17179869184 » : {CELLS}",
    ),
    "several sheets": (
        "r.xlsx",
        lambda: xlsx_bytes({"2025": [["x"]], "Réponses": ROWS, "vide": []}),
        True,
        "r.xlsx : nombre de feuilles qui ne sont pas vides : 2. Attendu : une seule feuille "
        "parmi : 2025, Réponses. À faire : nommer la feuille à lire, ou n'en garder qu'une.",
    ),
    "mixed encodings": (
        "r.csv",
        lambda: csv_bytes() + '"4","Oui","Très bien"\r\n'.encode("cp1252"),
        True,
        'r.csv, ligne 5 : « [14] "4","Oui","Tr\\xe8s bien" » : cette ligne n\'est pas dans '
        "l'encodage des autres (entre crochets, le rang du premier octet en cause). Attendu : un "
        "seul encodage, UTF-8. À faire : corriger la ligne, puis enregistrer tout le fichier en "
        "UTF-8.",
    ),
    "unknown encoding": (
        "r.csv",
        lambda: b"id,x\n1,\x81\x8d\x8f\x90\x9d\xff\x81\x01\x02\n",
        True,
        "r.csv : l'encodage de ce texte n'est pas reconnu. Attendu : UTF-8, UTF-16, Windows-1252 "
        "ou Mac Roman. À faire : enregistrer le fichier en UTF-8.",
    ),
    "cut in a character": (
        "r.csv",
        lambda: "id;remarque\n1;été\n2;déjà".encode()[:-1],
        True,
        "r.csv, ligne 3 : « 2;déj\\xc3 » : le fichier s'arrête au milieu d'un caractère. Attendu : "
        f"un fichier complet. {CUT}",
    ),
    "quotes never closed": (
        "r.csv",
        lambda: b'id;q;r\n1;a;b\n2;"c;d\n3;e;f\n',
        True,
        "r.csv, ligne 3 : le fichier s'arrête au milieu de cette ligne ; nombre de cellules "
        f"trouvées : 2. Attendu : des cellules au nombre de 3, toutes refermées. {CUT}",
    ),
    "a last row cut short": (
        "r.csv",
        lambda: b"id;q;r\n1;a;b\n2;c",
        False,
        "r.csv, ligne 3 : le fichier s'arrête au milieu de cette ligne ; nombre de cellules "
        f"trouvées : 2. Attendu : des cellules au nombre de 3, toutes refermées. {CUT}",
    ),
    "a cell without end": (
        "r.csv",
        lambda: b'id;q\n1;"' + b"x" * 200_000 + b'"\n',
        True,
        "r.csv, ligne 2 : une cellule qui commence sur cette ligne n'en finit pas. Attendu : "
        "131 072 caractères au plus. À faire : refermer les guillemets ouverts sur cette ligne, ou "
        "exporter de nouveau le fichier.",
    ),
    "quotes in the middle": (
        "r.csv",
        lambda: b'id;q\n1;"a "b" c"\n2;d\n',
        True,
        "r.csv, ligne 2 : des guillemets droits, au milieu d'une cellule, la referment trop tôt. "
        "Attendu : des guillemets droits autour d'une cellule entière, ou répétés. À faire : "
        "répéter ces guillemets, ou exporter de nouveau le fichier.",
    ),
    "merged cells": (
        "r.xlsx",
        lambda: xlsx_bytes({"R": [["a", "b"], ["x", merged], ["y", ""], ["z", ""]]}),
        False,
        f"r.xlsx, ligne 2 : « B2:B4 » : {MERGED}",
    ),
    "merged cells of an ODS": (
        "r.ods",
        lambda: ods_bytes(
            {
                "R": ods_rows([("a", "b", "c")])
                + '<table:table-row table:number-rows-repeated="2">'
                + ods_cell("x") * 3
                + "</table:table-row><table:table-row>"
                + ods_cell("x")
                + ods_cell(
                    "y",
                    'office:value-type="string" table:number-columns-spanned="2" '
                    'table:number-rows-spanned="1"',
                )
                + "<table:covered-table-cell/></table:table-row>"
            }
        ),
        False,
        f"r.ods, ligne 4 : « B4:C4 » : {MERGED}",
    ),
    "a formula that failed": (
        "r.xlsx",
        lambda: xlsx_bytes({"R": [["a", "b"], ["x", failed]]}),
        False,
        f"r.xlsx, ligne 2, colonne « b » : « #REF! » : {FAILED}",
    ),
    "a formula that failed in an ODS": (
        "r.ods",
        lambda: ods_bytes(
            {
                "R": ods_rows([("a",)])
                + "<table:table-row>"
                + ods_cell(
                    "#NOM ?",
                    'table:formula="of:=X()" office:value-type="string" office:string-value="" '
                    'calcext:value-type="error"',
                )
                + "</table:table-row>"
            }
        ),
        False,
        f"r.ods, ligne 2, colonne « a » : « #NOM ? » : {FAILED}",
    ),
    "an error exported": (
        "r.csv",
        lambda: ascii_with("#DIV/0!"),
        False,
        f"r.csv, ligne 5, colonne « usage » : « #DIV/0! » : {FAILED}",
    ),
    "a formula without its value": (
        "r.xlsx",
        without_value,
        False,
        "r.xlsx, ligne 2, colonne « b » : cette cellule contient une formule dont le résultat "
        "n'est pas enregistré. Attendu : une valeur. À faire : ouvrir le classeur dans un tableur "
        "et l'enregistrer, ou taper la valeur.",
    ),
    "a formula as text": (
        "r.xlsx",
        lambda: xlsx_bytes({"R": [["a"], ["=HYPERLINK(1)"]]}),
        False,
        f"r.xlsx, ligne 2, colonne « a » : « =HYPERLINK(1) » : {FORMULA}",
    ),
    "a nested column": (
        "r.parquet",
        nested,
        False,
        "r.parquet, colonne « reponses » : chaque cellule de cette colonne contient elle-même "
        "plusieurs colonnes. Attendu : une valeur par cellule, ou une liste de valeurs. À faire : "
        "la séparer en autant de colonnes simples.",
    ),
    "an empty row": (
        "r.csv",
        lambda: csv_bytes((HEADINGS, ("", " ", ""), *ANSWERS)),
        False,
        f"r.csv, ligne 2 : {ROW}",
    ),
    "an uneven row": (
        "r.csv",
        lambda: csv_bytes((HEADINGS, ("0", "Oui", "a", "b"), *ANSWERS)),
        False,
        "r.csv, ligne 2 : la ligne n'est pas aussi large que les autres ; nombre de cellules : 4. "
        "Attendu : des cellules au nombre de 3. À faire : chercher un séparateur en trop ou en "
        "moins, ou des guillemets oubliés.",
    ),
    "a long cell": (
        "r.csv",
        lambda: ascii_with("x" * 32_768),
        False,
        f"r.csv, ligne 5, colonne « usage » : « {'x' * 79}… » : la cellule est plus longue que ce "
        "qu'un tableur peut contenir. Attendu : 32 767 caractères au plus. À faire : vérifier que "
        "des guillemets n'ont pas été oubliés, ou raccourcir le texte.",
    ),
    "a NUL": (
        "r.csv",
        lambda: ascii_with("Ou\0i"),
        False,
        "r.csv, ligne 5, colonne « usage » : « Ou\\u0000i » : la cellule contient un caractère "
        "nul, qui n'est pas du texte. Attendu : du texte seul. À faire : supprimer ce caractère, "
        "ou exporter de nouveau le fichier.",
    ),
    "a bidirectional character": (
        "r.xlsx",
        lambda: xlsx_bytes({"R": [["a"], ["Oui\u202enoN"]]}),
        False,
        "r.xlsx, ligne 2, colonne « a » : « Oui\\u202enoN » : un caractère invisible change le "
        "sens de lecture : le texte ne se lit pas comme il est écrit. Attendu : des caractères "
        "visibles. À faire : supprimer ce caractère.",
    ),
    "a character without width": (
        "r.ods",
        lambda: ods_bytes({"R": ods_rows([("a",), ("O\u200bui",)])}),
        False,
        "r.ods, ligne 2, colonne « a » : « O\\u200bui » : la cellule contient un caractère "
        "invisible : des textes pareils à l'œil diffèrent. Attendu : des caractères visibles. "
        "À faire : supprimer ce caractère.",
    ),
}
