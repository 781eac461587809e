"""The encoding of a text: by its mark, by strict UTF-8, by its letters; found and said."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from dataprep.answers.grid import refused
from dataprep.answers.report import Fault

# Read where a file is not Unicode: Windows, its standard ancestor, and the first Macintosh.
_LEGACY = ("cp1252", "latin-1", "mac-roman")
_CHARSETS = {"cp1252": "cp1252", "latin_1": "latin-1", "mac_roman": "mac-roman"}
_SAMPLE = 100_000  # bytes of the lines that are not ASCII: a language shows in far fewer

# What French writes beyond ASCII; a capital does not stand after a small letter.
_FRENCH = re.compile("[àâäçéèêëîïôöùûüÿœæ«»’“”–—…€°²\u00a0]|(?<![a-zà-ÿ])[ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆ]")
_BEYOND_ASCII = re.compile(r"[^\0-\x7f]")
_CLEAR = 0.8  # of the characters beyond ASCII, the share that French writes, for it to be French

_AROUND = 20  # bytes shown on either side of one that is wrong


def decode(file: str, data: bytes) -> tuple[str, str]:
    """A text and its encoding, a codec of Python.

    Raises AnswersError for a text in several encodings, cut in the middle of a character, or in
    no encoding that is known.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(file, data, "utf-16"), "utf-16"
    if encoding := _without_mark(data):
        return _decoded(file, data, encoding), encoding
    marked = data.startswith(codecs.BOM_UTF8)
    encoding = "utf-8-sig" if marked else "utf-8"
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        pass
    body = data.removeprefix(codecs.BOM_UTF8)
    if faults := tuple(_cut(body) or _mixed(body, marked)):
        raise refused(file, *faults, encoding=encoding)
    found = _by_letters(body)
    if found is None:
        raise refused(file, Fault("unknown-encoding"))
    return body.decode(found), found


def _decoded(file: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        fault = Fault("unknown-encoding")
        if error.reason == "truncated data":  # an odd byte is left
            whole = data[: error.start].decode(encoding)
            fault = Fault("truncated-character", whole.count("\n") + 1, value=whole[-_AROUND:])
        raise refused(file, fault, encoding=encoding) from error


def _without_mark(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte is NUL wherever the letters are Latin."""
    half = len(data) // 2
    if half:
        for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            others = data[1 - start :: 2].count(0)
            if data[start::2].count(0) > 0.8 * half and others < 0.05 * half:
                return encoding
    return None


def _cut(data: bytes) -> list[Fault]:
    """UTF-8 to its last character, which lacks a byte: the file was cut there."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        whole = data[: error.start]
        if error.reason == "unexpected end of data" and not whole.isascii():
            line = whole.count(b"\n") + 1
            last = data[whole.rfind(b"\n") + 1 :][-2 * _AROUND :]
            shown = last.decode("utf-8", "backslashreplace")
            return [Fault("truncated-character", line, value=shown)]
    return []


def _mixed(data: bytes, marked: bool) -> Iterator[Fault]:
    """Each line that is not UTF-8, in a file that says it is, or where some lines show it."""
    wrong: list[Fault] = []
    right = 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            right += 1
        except UnicodeDecodeError as error:
            near = line[max(error.start - _AROUND, 0) : error.start + _AROUND]
            shown = near.decode("utf-8", "backslashreplace").rstrip("\r")
            wrong.append(
                Fault(
                    "mixed-encodings",
                    number,
                    value=f"[{error.start + 1}] {shown}",
                    expected=("utf-8",),
                )
            )
    if marked or right:
        yield from wrong


def _by_letters(data: bytes) -> str | None:
    """The encoding of before Unicode that makes most sense of a text, None where none does."""
    lines = (line for line in data.split(b"\n") if not line.isascii())
    sample = b"\n".join(lines)[:_SAMPLE]
    readable = {name: text for name in _LEGACY if (text := _read(data, sample, name)) is not None}
    if "cp1252" in readable:
        del readable["latin-1"]  # the same text, and the name that browsers give it
    shares = {name: _french_share(text) for name, text in readable.items()}
    best = max(shares.values(), default=0)
    clear = [name for name, share in shares.items() if share == best]
    if best >= _CLEAR and len(clear) == 1:
        return clear[0]
    return next((name for name in _by_statistics(sample) if name in readable), None)


def _by_statistics(sample: bytes) -> Iterator[str]:
    """What charset-normalizer makes of a text in another language than French, best first."""
    import charset_normalizer

    found = charset_normalizer.from_bytes(
        sample, cp_isolation=list(_CHARSETS), preemptive_behaviour=False
    )
    return (_CHARSETS[match.encoding] for match in found if match.encoding in _CHARSETS)


def _read(data: bytes, sample: bytes, encoding: str) -> str | None:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return sample.decode(encoding)


def _french_share(text: str) -> float:
    beyond = len(_BEYOND_ASCII.findall(text))
    return len(_FRENCH.findall(text)) / beyond if beyond else 0
