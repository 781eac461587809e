"""Numbers as a page prints them: in words, with their base, and a link to the row they come from."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dataprep import bounds

from rendering import typography
from rendering.language import tr
from rendering.output import Output

@dataclass(frozen=True)
class Number(Output):
    """One number that a page prints, with all that it takes to check it.

    ``value`` is a share (0 to 1) when ``unit`` is ``share`` (a finding of ours) or ``percentage``
    (a figure of somebody else's), else a quantity of ``unit``;
    ``count`` and ``base`` are respondents; ``source`` is ``<table>#<row>``, or ``<table>`` for a
    number that takes all of its rows.
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

    def text(self, form: str = "") -> str:
        """The number in words. Forms: ``count``, ``base``, ``of``, ``share``, ``interval``.

        Without a form, the count, its base and the share, as far as they are known. Raises
        ValueError for a form that the number cannot take.
        """
        if self.unit == "percentage":
            return typography.share(self.value)
        if self.unit != "share":
            return typography.number(self.value, 0 if self.value == int(self.value) else 1)
        if self.count is None or self.base is None:
            return self._uncounted(form)
        forms = {
            "": lambda: typography.count_and_share(self.count, self.base),
            "count": lambda: typography.number(self.count),
            "base": lambda: typography.number(self.base),
            "of": lambda: typography.count_of(self.count, self.base),
            "share": lambda: typography.share(self.value),
            "interval": lambda: typography.share_range(self.low, self.high),
        }
        if form not in forms:
            raise ValueError(f"{self.key}: no form « {form} ». Expected one of {', '.join(forms)}.")
        return forms[form]()

    def _uncounted(self, form: str) -> str:
        # The base is not known: the share is shown with that said, in whatever form it is asked.
        return tr("{share} (base inconnue)").format(share=typography.share(self.value))

    def as_record(self) -> dict[str, Any]:
        """The number as a record of ``numbers.json``."""
        return {name: value for name, value in vars(self).items() if value is not None}

    def plain(self) -> str:
        return self.text()

    def shown_numbers(self) -> tuple[Number, ...]:
        return (self,)

    def html(self, form: str = "") -> str:
        """The number as a link to its row, in a ``data`` element that machines can read."""
        return (
            f'<a class="number" href="{row_address(self.source)}">'
            f'<data value="{self.value:g}" data-key="{self.key}">'
            f"{html.escape(self.text(form))}</data></a>"
        )


def row_address(source: str) -> str:
    """The file, and the row in it, that ``<table>#<row>`` or ``<table>`` names."""
    table, *row = source.split("#")
    return "#".join([f"../data/{table}.csv", *row])


def numbers_of(findings: pd.DataFrame) -> dict[str, Number]:
    """The numbers of a findings table, by name: the option, hyphens as underscores.

    An option that stands in several rows (one per group) is named ``<option>_<group>``.
    """
    counted = findings[findings["share"].notna() | findings["count"].notna()]
    repeated = counted["option"].duplicated(keep=False)
    return {
        _name(row["option"], row["group"] if again else None): _finding_number(row, again)
        for again, (_, row) in zip(repeated, counted.iterrows(), strict=True)
    }


def _name(option: str, group: str | None) -> str:
    return (f"{option}_{group}" if group else option).replace("-", "_")


def _finding_number(row: pd.Series, again: bool) -> Number:
    key = "/".join(row[["wave", "question", "option"]]) + (f"/{row['group']}" if again else "")
    known = {name: _plain(row[name]) for name in ("count", "base", "low", "high")}
    whole = {name: int(known[name]) if known[name] is not None else None for name in ("count", "base")}
    if pd.isna(row["share"]):
        return Number(key, float(row["count"]), "respondents", row["source"], row["method"])
    return Number(
        key, float(row["share"]), "share", row["source"], row["method"], **(known | whole)
    )


def _plain(value: Any) -> Any:
    return None if pd.isna(value) else float(value)


def quantities(
    table: pd.DataFrame, name: str, value: str = "value", unit: str | None = "measure"
) -> dict[str, Number]:
    """The numbers of a column of any table of the package, by row id, hyphens as underscores.

    ``name`` is the table's name, for the source; ``value`` its column of numbers; ``unit`` the
    column that says what they count, or None when the column's own name does.
    """
    kept = table[table[value].notna()]
    return {
        row["id"].replace("-", "_"): _quantity(row, name, value, unit)
        for _, row in kept.iterrows()
    }


def _quantity(row: pd.Series, name: str, value: str, unit: str | None) -> Number:
    kind = row[unit] if unit else value
    status = row.get("status", "printed")
    amount = float(row[value])
    if kind == "percentage":
        return Number(f"{name}/{row['id']}", amount / 100, "percentage", f"{name}#{row['id']}", status)
    return Number(f"{name}/{row['id']}", amount, kind, f"{name}#{row['id']}", status)


def bounded_share(findings: pd.DataFrame, option: str, population: Number) -> dict[str, Number]:
    """The lowest and highest share of ``option`` in a population, as ``<option>_bounds``.

    ``population`` is the number of units that could have answered, one each.
    """
    row = findings[findings["option"] == option].iloc[0]
    known = _finding_number(row, False)
    low, high = bounds(int(row["count"]), int(row["base"]), int(population.value))
    name = f"{option.replace('-', '_')}_bounds"
    return {
        name: Number(
            f"{known.key}/bounds", known.value, "share", known.source, "bounds",
            known.count, known.base, low, high,
        )
    }  # fmt: skip


def tally(table: pd.DataFrame, name: str, **subsets: pd.Series) -> dict[str, Number]:
    """How many rows a table of the package has, as ``rows``, and how many are in each subset.

    ``subsets`` are true or false for each row of ``table``.
    """
    counts = {"rows": len(table)} | {subset: int(kept.sum()) for subset, kept in subsets.items()}
    return {
        subset: Number(f"{name}/{subset}", n, "rows", name, "counted")
        for subset, n in counts.items()
    }


def outcomes(relaxed: pd.DataFrame, claims: str) -> dict[str, Number]:
    """How many relaxed assumptions leave no assignment of bases, the same one, or several.

    ``relaxed`` as ``relaxed_bases`` gives it, its first row being the one with none relaxed;
    ``claims`` names the table that the percentages come from.
    """
    first, others = relaxed.iloc[0], relaxed.iloc[1:]
    groups = [name for name in relaxed if name not in ("id", "solutions")]
    same = (others[groups] == first[groups]).all(axis=1)
    counts = {
        "cases": len(others),
        "unique": int(same.sum()),
        "none": int((others["solutions"] == 0).sum()),
        "several": int((others["solutions"] > 1).sum()),
    }
    return {
        name: Number(f"bases/relaxed/{name}", n, "assumptions", claims, "computed")
        for name, n in counts.items()
    }
