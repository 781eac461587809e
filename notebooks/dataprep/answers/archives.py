"""A workbook is an archive: what it may weigh once unpacked, and its parts, read within that.

Sizes that an archive declares may lie. So each part is unpacked here, by count of bytes, and what
reads the workbook is handed these parts alone, packed again without compression.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from dataprep.answers.grid import damaged, refused
from dataprep.answers.report import Fault

# Tried on made-up answers: five million cells unpack to some 200 MB in XLSX and 500 MB in ODS. XLSX
# packs 20 times smaller; ODS, which repeats itself more, 130 times where half the cells are 1 and
# half 0, and 260 times where all are alike. Deflate can reach 1 030.
MOST_UNPACKED = 600_000_000  # bytes, all parts together
MOST_RATIO = 400
SMALL = 20_000_000  # bytes unpacked, under which no ratio is looked at
MOST_PARTS = 2_000

_ENCRYPTED = 0x1  # the flag of a part that a password protects (APPNOTE 4.4.4)
_MANIFEST = "META-INF/manifest.xml"  # of an ODS: it names what a password protects


def unpacked(file: str, data: bytes) -> Mapping[str, bytes]:
    """The parts of a workbook that are XML, by name.

    Raises AnswersError for an archive that is damaged, protected, or past the limits: these are
    looked at before anything is unpacked, on what it declares, then again on what comes out.
    """
    with damaged(file), zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        _within(file, len(parts), sum(each.file_size for each in parts), len(data))
        if any(each.flag_bits & _ENCRYPTED for each in parts):
            raise refused(file, Fault("protected-file"))
        read: dict[str, bytes] = {}
        for each in parts:
            if each.filename in read:
                raise refused(file, Fault("damaged-file"))  # which of the two is read is a guess
            if each.filename.endswith((".xml", ".rels")) or each.filename == "mimetype":
                read[each.filename] = archive.read(each)
    if b"encryption-data" in read.get(_MANIFEST, b""):
        raise refused(file, Fault("protected-file"))
    return read


def _within(file: str, parts: int, size: int, weight: int) -> None:
    if parts > MOST_PARTS:
        raise refused(
            file, Fault("overpacked-parts", value=str(parts), expected=(str(MOST_PARTS),))
        )
    if size > MOST_UNPACKED or (size > SMALL and size > MOST_RATIO * weight):
        most = min(MOST_UNPACKED, max(SMALL, MOST_RATIO * weight))
        raise refused(file, Fault("overpacked-file", value=str(size), expected=(str(most),)))


def packed(parts: Mapping[str, bytes]) -> io.BytesIO:
    """The same parts as an archive that holds nothing else, and nothing compressed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    stream.seek(0)
    return stream
