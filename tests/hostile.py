"""A survey whose every word tries to be something else: an element, a formula, a command.

``codebook_saying`` puts a text in each place of a codebook that takes words; ``answers_to`` writes
answers to it, under headings and with free answers of the same text. The same with ``TAME`` is what
an output is compared with: words apart, nothing may differ.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from dataprep.answers.codebook import MULTIPLE, Codebook, codebook
from describing import descriptor

TAME = "Un texte sans malice"
SENTINEL = "window.broken=1"  # what a script that runs leaves in a page
OUTSIDE = "https://elsewhere.example/"

# By what each would be if it were not a text. Of 75 characters at most: a fault cuts longer ones.
TEXTS = {
    "a script": f"<script>{SENTINEL}</script>",
    "an attribute closed": f'"\'><img src=x onerror="{SENTINEL}">',
    "a script closed": f"</script><script>{SENTINEL}</script>",
    "a style closed": f"</style></title></textarea><body onload={SENTINEL}>",
    "a style of a drawing": f'a style="}}*{{background:url({OUTSIDE})}}" b',
    "a drawing": f"</text></svg><svg onload={SENTINEL}><a href='{OUTSIDE}'>",
    "a figure of ours": '</p></figure><figure class="shown" id="fig-a"><p class="shown-title">',
    "a comment": "<!-- --!> <![CDATA[ ]]> <?xml ?> &lt;b&gt; &#60;i&#62;",
    "a template": "{{7*7}} {% raw %} {# #} {0} {value} {name!r} %s %(a)s",
    "a role": "{raw}`html <b>x</b>` {ref}`a` :ref:`b` `c <javascript:1>`_",
    "a directive": "```{raw} html\n<b>x</b>\n```\n\n.. raw:: html\n\n   <b>x</b>\n",
    "a link": f"[a](javascript:{SENTINEL}) <javascript:1> ![b]({OUTSIDE})",
    "an address": f"javascript:{SENTINEL}//{OUTSIDE}",
    "a heading": "# a\n## b\n- c\n1. d\n> e\n| f | g |\n|---|---|\n***h*** _i_ ~~j~~",
    "a command": "=cmd|' /C calc'!A0",
    "a formula": f'=HYPERLINK("{OUTSIDE}";"a")',
    "a sum": "@SUM(1+1)*cmd|' /C calc'!A0",
    "a sum after a sign": "+1+SUM(A1:A9)",
    "a difference": "-1-SUM(A1:A9)",
    "a formula after a tab": "\t=1+1",
    "a formula after a return": "\r=1+1",
    "a formula after a line": "\n=1+1",
    "a wide formula": "＝1+1",
    "a mark of Typst": '#panic("a") $x^2$ \\u{62} @fig <tag> `raw` = b *c* _d_ // e',
    "mathematics": r"$\frac{a}{b}$ $x$ \(y\) \[z\] $$",
}

_WORDS = re.compile(r"(survey:)?(title|label|opening|before|why|wave)(_en)?")
Text = Callable[[int], str]  # what is said in a place, by its number: no two places say the same


def only(text: str) -> Text:
    """One text in every place."""
    return lambda place: f"{text} °{place}°"


def each_in_turn(place: int) -> str:
    """All the texts, one after the other."""
    texts = [*TEXTS.values()]
    return f"{texts[place % len(texts)]} °{place}°"


def codebook_saying(text: Text, folder: Path) -> Codebook:
    """A codebook with such a text in each place that takes words, and in each language."""
    held = descriptor("velo")
    fields = {each["name"]: each for each in held["resources"][0]["schema"]["fields"]}
    held["resources"][0]["survey:groups"][0]["name"] = "respondents"  # of those of the flash:
    fields["bike"]["survey:feeds"] = "use"  # so that something compares
    for option, finding in zip(fields["bike"]["categories"], ("users", "non-users"), strict=True):
        option["survey:finding"] = finding
    path = folder / "essai.json"
    path.write_text(json.dumps(_saying(held, text, count())), encoding="utf-8")
    return codebook(path)


def _saying(held: Any, text: Text, places: Iterator[int]) -> Any:
    if isinstance(held, list):
        return [_saying(each, text, places) for each in held]
    if not isinstance(held, dict):
        return held
    return {
        word: text(next(places)) if _WORDS.fullmatch(word) else _saying(value, text, places)
        for word, value in held.items()
    }


def answers_to(described: Codebook, text: Text, path: Path, words: bool = False) -> Path:
    """A CSV of eighty answers under the wordings, with columns of no question that say the text.

    With ``words``, the first rows answer by the words of the options, and others say the text where
    an answer is free: a row where that is a formula is refused.
    """
    rng = random.Random(7)
    places = count(10_000)
    unknown = [text(next(places)) for _ in range(3)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*(q.wording["fr"] for q in described.questions), *unknown])
        for row in range(80):
            given = {"respondent": str(row), "distance": str(rng.randrange(30))}
            for question in described.closed:
                shares = [12, 4, *[1] * len(question.options)]  # a few are rare
                [option] = rng.choices(question.options, shares[: len(question.options)])
                several = question.answers == MULTIPLE
                by_words = words and row < 9 and not several
                given[question.name] = option.label["fr"] if by_words else option.value
            if given["bike"] not in ("yes", described.question("bike").options[0].label["fr"]):
                given["frequency"] = ""
            if words and row % 10 == 9:
                given["suggestion"] = text(next(places))
            answers = [given.get(question.name, "") for question in described.questions]
            writer.writerow([*answers, *(text(next(places)) for _ in unknown)])
    return path
