"""Numbers as a page prints them: in words, with their base, and a link to their row."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from markupsafe import Markup

from rendering.forms import html
from rendering.shown.output import Output
from rendering.words import typography
from rendering.words.language import tr

FORMS = ("", "count", "base", "of", "share", "interval")

# Where the sizes of the groups are deduced: no row of a table holds them.
DEDUCTION = "../notebooks/02-methode.ipynb#fig-bases"

# Answers of one's own are in no table of the book: their findings are, in the chapter on them.
OWN = "../notebooks/09-votre-enquete.ipynb#tab-constats"
OWN_SOURCES = ("answers", "synthetic")
SUPPRESSED = "suppressed"  # the method of a number that is hidden, so that nobody is recognised


@dataclass(frozen=True)
class Number(Output):
    """One number that a page prints, with all that it takes to check it.

    ``value`` is a share (0 to 1) when ``unit`` is ``share`` (a finding of ours) or ``percentage``
    (a figure of somebody else's), else a quantity of ``unit``;
    ``count`` and ``base`` are respondents; ``source`` is ``<table>#<row>``, or ``<table>`` for a
    number that takes all of its rows. ``proof`` is the address of what deduces it, where it does
    not stand in its row: a reader who follows the number finds it there.

    A number whose ``method`` is ``suppressed`` is hidden, so that nobody is recognised: its value
    is NaN, it has neither count nor share, and says so in whatever form.
    """

    key: str
    value: float
    unit: str
    source: str
    method: str
    count: int | None = None
    base: int | None = None
    low: float | None = None
    high: float | None = None
    proof: str | None = None

    def text(self, form: str = "") -> str:
        """The number in words. Forms: ``count``, ``base``, ``of``, ``share``, ``interval``.

        Without a form, the count, its base and the share, as far as they are known. Raises
        ValueError for a form that the number cannot take.
        """
        forms = self._forms()
        if form not in forms:
            some = ", ".join(filter(None, forms))
            raise ValueError(
                f"{self.key}: no form « {form} ». Expected none{some and f', or one of {some}'}. "
                "Correct the form in the sentence."
            )
        return forms[form]()

    def _forms(self) -> dict[str, Callable[[], str]]:
        """What gives each form that this number can take."""
        count, base, low, high = self.count, self.base, self.low, self.high
        if self.method == SUPPRESSED:
            return dict.fromkeys(FORMS, suppressed_words)
        if self.unit == "percentage":
            return {"": lambda: typography.share(self.value)}
        if self.unit != "share":
            decimals = 0 if self.value == int(self.value) else 1
            return {"": lambda: typography.number(self.value, decimals)}
        if count is None or base is None:
            return dict.fromkeys(FORMS, self._uncounted)
        forms = {
            "": lambda: typography.count_and_share(count, base),
            "count": lambda: typography.number(count),
            "base": lambda: typography.number(base),
            "of": lambda: typography.count_of(count, base),
            "share": lambda: typography.share(self.value),
        }
        if low is not None and high is not None:
            forms["interval"] = lambda: typography.share_range(low, high)
        return forms

    def _uncounted(self) -> str:
        # Nothing is invented: the share is shown with what is not known, in whatever form.
        if self.base is not None:
            words = tr("{share} (effectif inconnu, sur {base})")
            return words.format(
                share=typography.share(self.value), base=typography.number(self.base)
            )
        return tr("{share} (base inconnue)").format(share=typography.share(self.value))

    def as_record(self) -> dict[str, Any]:
        """The number as a record of ``numbers.json``: floats to twelve decimals, which no processor
        disagrees on."""
        known = {
            name: value
            for name, value in vars(self).items()
            # A proof is an address of the book, not of the data; what is hidden has no value.
            if value is not None and name != "proof" and value == value
        }
        return {n: round(v, 12) if isinstance(v, float) else v for n, v in known.items()}

    def plain(self) -> str:
        return self.text()

    def shown_numbers(self) -> tuple[Number, ...]:
        return (self,)

    def html(self, form: str = "") -> Markup:
        """The number as a link to its row, or to its deduction, in a ``data`` element."""
        return html.render(
            "number.html",
            address=self.proof or row_address(self.source),
            value="" if self.method == SUPPRESSED else f"{self.value:g}",
            key=self.key,
            text=self.text(form),
        )


def row_address(source: str) -> str:
    """The file, and the row in it, that ``<table>#<row>`` or ``<table>`` names."""
    table, *row = source.split("#")
    return OWN if table in OWN_SOURCES else "#".join([f"../data/{table}.csv", *row])


def suppressed_words() -> str:
    """What stands for a number that is hidden: never 0, and never a number unknown."""
    return tr("masqué")


def numbers_of(findings: pd.DataFrame) -> dict[str, Number]:
    """The numbers of a findings table, by name: the option, hyphens as underscores.

    An option that stands in several rows (one per group) is named ``<option>_<group>``.
    """
    known = findings["share"].notna() | findings["count"].notna()
    counted = findings[known | (findings["method"] == SUPPRESSED)]
    repeated = counted["option"].duplicated(keep=False)
    return {
        _name(row["option"], row["group"] if again else None): _finding_number(row, again)
        for again, (_, row) in zip(repeated, counted.iterrows(), strict=True)
    }


def _name(option: str, group: str | None) -> str:
    return (f"{option}_{group}" if group else option).replace("-", "_")


def _finding_number(row: pd.Series, again: bool) -> Number:
    key = "/".join(row[["wave", "question", "option"]]) + (f"/{row['group']}" if again else "")
    if (table := row["source"].split("#")[0]) in OWN_SOURCES:
        key = f"{table}/{key}"  # a wave of one's own may bear the year of a published one
    if row["method"] == SUPPRESSED:
        return Number(key, math.nan, "share", row["source"], SUPPRESSED)
    if pd.isna(row["share"]):
        return Number(key, float(row["count"]), "respondents", row["source"], row["method"])
    kinds = {"count": int, "base": int, "low": float, "high": float}
    known = {name: kind(row[name]) for name, kind in kinds.items() if pd.notna(row[name])}
    number = Number(key, float(row["share"]), "share", row["source"], row["method"], **known)
    # The size of a group: its row gives a bound, in words.
    deduced = row["kind"] == "bound" and row["method"] == "reconstructed"
    return replace(number, proof=DEDUCTION) if deduced else number


def quantities(
    table: pd.DataFrame, name: str, value: str = "value", unit: str | None = "measure"
) -> dict[str, Number]:
    """The numbers of a column of any table of the package, by row id, hyphens as underscores.

    ``name`` is the table's name, for the source; ``value`` its column of numbers; ``unit`` the
    column that says what they count, or None when the column's own name does.
    """
    kept = table[table[value].notna()]
    return {
        row["id"].replace("-", "_"): _quantity(row, name, value, unit) for _, row in kept.iterrows()
    }


def _quantity(row: pd.Series, name: str, value: str, unit: str | None) -> Number:
    kind = row[unit] if unit else value
    status = row.get("status", "printed")
    amount = float(row[value])
    key, source = f"{name}/{row['id']}", f"{name}#{row['id']}"
    if kind == "percentage":
        return Number(key, amount / 100, "percentage", source, status)
    return Number(key, amount, kind, source, status)


def tally(table: pd.DataFrame, name: str, **subsets: pd.Series) -> dict[str, Number]:
    """How many rows a table of the package has, as ``rows``, and how many are in each subset.

    ``subsets`` are true or false for each row of ``table``.
    """
    counts = {"rows": len(table)} | {subset: int(kept.sum()) for subset, kept in subsets.items()}
    return {
        subset: Number(f"{name}/{subset}", n, "rows", name, "counted")
        for subset, n in counts.items()
    }
