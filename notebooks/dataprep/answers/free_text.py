"""Answers in words, apart from who gave them, with what may name someone.

Off by default: nothing that is published reads this module. Whoever shows such answers asks for it,
one question at a time, and rereads them first: patterns find what looks like a name or an address,
not what only a neighbour would recognise.
"""

from __future__ import annotations

import hashlib
import re

import pandas as pd

from dataprep.answers.codebook import TEXT
from dataprep.answers.responses import Responses

# What a text may hold of someone. A capital letter that opens a sentence says nothing.
_MARKS = {
    "email": re.compile(r"\S+@\S+|\S+ ?(?:\(at\)|\[at\]| arobase ) ?\S+", re.IGNORECASE),
    "web": re.compile(r"\bhttps?://\S+|\bwww\.\S+|(?<![\w/])@\w{2,}", re.IGNORECASE),
    "digits": re.compile(r"(?:\+|\b)\d(?:[ .\-/\u00a0\u202f]?\d){5,}\b"),
    "address": re.compile(
        r"\b\d{1,4}\s?(?:bis|ter)?,?\s+(?:rue|avenue|av\.|boulevard|bd|place|chemin|route|impasse|"
        r"all[ée]e|quai|lieu-dit)\b|\b\d{5}\s+[A-ZÀ-Þ]",
        re.IGNORECASE,
    ),
    "title": re.compile(
        r"\b(?:M\.|MM\.|Mme|Mlle|Mr|Mrs|Ms|Dr|Pr|monsieur|madame|docteur|ma[iî]re (?:de|du|d')|"
        r"pr[ée]sidente? (?:de|du|d'))",
        re.IGNORECASE,
    ),
    "name": re.compile(r"(?<![.!?…:\n«\"“] )(?<!^)(?<![.!?…:\n«\"“])\b[A-ZÀ-Þ][\w'’-]*[a-zà-ÿ]\b"),
}
FLAGS = tuple(_MARKS)


def free_text(answers: Responses, question: str) -> pd.DataFrame:
    """What was answered in words to a question, in an order that says nothing of who.

    Returns a row a text, with the columns ``text`` (its spaces made single) and ``flags``: what it
    may hold that names someone, of ``FLAGS``, separated by spaces; empty where nothing was seen.
    The order is that of digests of the texts: neither that of the file nor that of the alphabet,
    and the same twice. Empty answers are left out. Raises ValueError for a question that the
    codebook has not, that is not answered in words, or that is private.
    """
    asked = answers.codebook.question(question)
    if asked.private or asked.answers != TEXT:
        raise ValueError(
            f"question: {question!r} "
            + (
                "is private, and never shown"
                if asked.private
                else f"is answered by {asked.answers}"
            )
            + ". Expected a question answered in words and not private. Name another one."
        )
    said = answers.frame[question].dropna().map(lambda text: " ".join(str(text).split()))
    texts = sorted((text for text in said if text), key=_digest)
    frame = pd.DataFrame({"text": texts, "flags": [" ".join(_flags(text)) for text in texts]})
    return frame.astype({"text": "str", "flags": "str"})


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _flags(text: str) -> list[str]:
    return [name for name, pattern in _MARKS.items() if pattern.search(text)]
