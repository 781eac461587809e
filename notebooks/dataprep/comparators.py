"""What other surveys measured, and how near it is to what the flash measures.

Our unit. The flash counts respondents and does not say whether each stands for one territory. It
asks who may use the tools in the organisation, so a respondent is taken to speak for one: our unit
is the organisation. Under the other reading, where respondents speak for themselves alone, pass
``unit="person"``: closeness is then computed anew, and surveys of people come nearer.

The same unit is not the same population. A firm and a council are organisations both, and nobody
but ANPP has asked the Pays and PETR: the population differs in every pair, and every reason says
which it is. The wording differs in every pair too, as far as is known: none could be seen.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from dataprep.findings import published_findings
from dataprep.tables import DATA, load_table

LEVELS = ("same-unit-and-base", "same-unit", "other")
NO_FINDING = "none"  # the closeness of a figure that the flash has no share to set beside
UNITS = ("organisation", "person")

_MIRRORED = {"non-users": "users"}  # the same comparators, read the other way round
_GROUPS = {
    "users": "all",
    "daily": "users",
    "untrained": "users",
    "no-need": "non-users",
    "distrust": "non-users",
}
_FLIPPED = {"more-than": "less-than", "less-than": "more-than"}

_UNITS = {
    "organisation": ("une organisation", "an organisation"),
    "person": ("une personne", "a person"),
    "country": ("un pays", "a country"),
}
_BASES = {
    "all": ("tous les répondants", "all respondents"),
    "users": ("les utilisateurs", "users"),
    "non-users": ("les non-utilisateurs", "non-users"),
}
_BASE_DIFFERS = {
    "wider": ("base plus large que la nôtre ({base})", "a wider base than ours ({base})"),
    "narrower": ("base plus étroite que la nôtre ({base})", "a narrower base than ours ({base})"),
    "unknown": ("base incertaine (la nôtre : {base})", "an uncertain base (ours: {base})"),
}
_POPULATIONS = {
    "local-authorities": ("des collectivités", "local authorities"),
    "public-bodies": ("des organismes publics", "public bodies"),
    "associations": ("le monde associatif", "the non-profit sector"),
    "firms": ("des entreprises", "firms"),
    "public-staff": ("des agents publics", "public employees"),
    "workers": ("des personnes en emploi, pour la plupart", "people in work, for the most part"),
    "population": ("toute une population", "a general population"),
    "countries": ("des pays", "countries"),
}
_AREAS = {
    "FR": ("", ""),
    "EU": (", en Europe", ", in Europe"),
    "WORLD": (", dans plusieurs pays", ", in several countries"),
}
_ABROAD = (", hors de France", ", outside France")
_QUESTION_DIFFERS = {
    "wording": ("question voisine", "a close question"),
    "narrower": ("question plus étroite", "a narrower question"),
    "wider": ("question plus large", "a wider question"),
    "other": ("autre question", "another question"),
}
_YEAR_DIFFERS = {
    "none": ("même année", "the same year"),
    "earlier": ("année antérieure ({year})", "an earlier year ({year})"),
    "later": ("année postérieure ({year})", "a later year ({year})"),
    "unknown": ("année incertaine", "an uncertain year"),
}
_COMPLEMENT = (
    "Part calculée par nous : le complément à cent de la part imprimée.",
    "Share computed by us: what the printed one lacks to make a hundred.",
)
_SILENT = ("Le flash ne donne pas de part sur ce sujet.", "The flash gives no share on this topic.")

TOPICS = {
    "use": ("L'usage", "Use"),
    "generative-use": ("L'usage de l'IA générative", "Use of generative AI"),
    "personal-use": ("L'usage privé", "Private use"),
    "use-at-work": ("L'usage au travail, parmi les utilisateurs", "Use at work, among users"),
    "use-by-task": ("L'usage selon la tâche", "Use by task"),
    "use-by-size": ("L'usage selon la taille", "Use by size"),
    "use-by-rurality": ("L'usage selon le lieu, rural ou urbain", "Use by place, rural or urban"),
    "use-by-group": ("L'usage selon l'âge ou le métier", "Use by age or occupation"),
    "use-by-country": ("L'usage selon le pays", "Use by country"),
    "use-of-employer": ("L'usage prêté à l'employeur", "Use attributed to the employer"),
    "use-or-plans": ("L'usage et les projets, ensemble", "Use and plans taken together"),
    "plans": ("Les projets", "Plans"),
    "no-plans": ("L'absence de projet", "Absence of plans"),
    "unofficial-use": (
        "L'usage d'outils non fournis par l'employeur",
        "Use of tools that the employer did not provide",
    ),
    "daily-use": ("L'usage quotidien", "Daily use"),
    "frequency": ("La fréquence, autre que quotidienne", "Frequency other than daily"),
    "untrained": ("L'absence de formation", "Lack of training"),
    "training-wanted": ("La formation souhaitée", "Training wanted"),
    "no-need": ("L'absence de besoin", "Lack of need"),
    "distrust": ("La méfiance", "Distrust"),
    "no-skills": ("Le manque de compétences", "Lack of skills"),
    "barriers": ("Les freins", "Barriers"),
    "worries": ("Les inquiétudes", "Worries"),
    "benefits": ("Les avantages", "Benefits"),
    "attitude": ("L'opinion sur l'IA", "Opinion of AI"),
    "information": ("L'information reçue", "Information received"),
    "rules": ("Les règles et les consignes", "Rules and guidance"),
    "charter": ("Les chartes", "Charters"),
    "strategy": ("Les stratégies", "Strategies"),
    "tools": ("Les outils", "Tools"),
}

TRAPS = {
    "sum-of-use-and-plans": ("Usage et projets comptés ensemble", "Use and plans counted together"),
    "conditional-base": (
        "Base restreinte, ou prise pour une autre",
        "A restricted base, or one taken for another",
    ),
    "base-not-stated": ("Base non indiquée", "Base not stated"),
    "n-of-another-group": (
        "Effectif qui n'est pas celui de la base",
        "A number that is not that of the base",
    ),
    "sources-conflict": ("Pages qui se contredisent", "Pages that contradict each other"),
    "unit-lost": ("Personnes prises pour des organisations", "People taken for organisations"),
    "impression": ("Impression prise pour une mesure", "An impression taken for a measure"),
    "not-a-survey": ("Chiffre sans enquête", "A figure without a survey"),
}


def comparable(
    finding: str, level: str = "other", data: Path = DATA, *, unit: str = "organisation"
) -> pd.DataFrame:
    """The comparators of a finding, from the closest to the farthest.

    ``finding`` is an option of ``published_findings`` that has a share: ``daily``, ``users``…
    ``level`` is the loosest closeness admitted: ``same-unit-and-base``, ``same-unit`` (another
    base, or one that is not stated) or ``other``. ``unit`` is what a respondent of the flash
    stands for, ``organisation`` or ``person``; the module's docstring says why.

    Returns the columns of the table ``comparators``, and ``share`` (0 to 1, to be read beside the
    finding: where ``reading`` is ``complement``, one minus the share printed), ``closeness``,
    ``reason_fr`` and ``reason_en``. Within a closeness: same base first, then local authorities,
    France, a close question, a close year. Empty, with its columns, where nothing compares.

    Raises ValueError for a finding, a level or a unit that does not exist.
    """
    known = _shares(data)["option"].to_list()
    _check("finding", finding, known, "Give the option of a finding that has a share.")
    _check("level", level, LEVELS, "Give the loosest closeness to admit.")
    table = load_table("comparators", data)
    rows = table[table["finding"] == _MIRRORED.get(finding, finding)]
    if finding in _MIRRORED:
        rows = rows.assign(
            reading=rows["reading"].map({"direct": "complement", "complement": "direct"})
        )
    placed = _placed(rows, unit)
    admitted = LEVELS[: LEVELS.index(level) + 1]
    kept = placed[placed["closeness"].isin(admitted)]
    distances = [_distance(row) for _, row in kept.iterrows()]
    order = sorted(range(len(kept)), key=distances.__getitem__)
    return kept.iloc[order].reset_index(drop=True)


def on_topic(topic: str, data: Path = DATA, *, unit: str = "organisation") -> pd.DataFrame:
    """Every figure on a topic, in the order of the table, as ``comparable`` gives them.

    Where the flash has no share to set beside it, ``closeness`` is ``none``, and the reason says
    so. Raises ValueError for a topic or a unit that does not exist.
    """
    _check("topic", topic, TOPICS, "Give a topic of the table comparators.")
    table = load_table("comparators", data)
    return _placed(table[table["topic"] == topic], unit).reset_index(drop=True)


def latest(comparators: pd.DataFrame) -> pd.DataFrame:
    """The comparators without the earlier waves of a survey whose last wave is among them."""
    last = comparators.groupby("series")["year"].transform("max")
    return comparators[last.isna() | (comparators["year"] == last)].reset_index(drop=True)


def trend(series: str, data: Path = DATA, *, unit: str = "organisation") -> pd.DataFrame:
    """The waves of a measure that one survey took more than once, oldest first.

    ``share`` is the share printed, whatever its reading beside a finding. ``steady`` is true
    where the base is stated and is that of the wave before, and for the first wave: a change
    between two waves that are not steady may be one of base. Other columns as ``on_topic`` has
    them. Raises ValueError for a series or a unit that does not exist.
    """
    table = load_table("comparators", data)
    names = sorted(table["series"].dropna().unique())
    _check("series", series, names, "Give the name that the waves share.")
    rows = table[table["series"] == series].sort_values("year", kind="stable")
    placed = _placed(rows, unit).assign(share=_printed(rows))
    same = placed["base_en"].eq(placed["base_en"].shift()) & placed["base_kind"].ne("unknown")
    steady = same | (pd.Series(range(len(same)), same.index) == 0)
    return placed.assign(steady=steady).reset_index(drop=True)


def traps(data: Path = DATA) -> pd.DataFrame:
    """The figures that have lost something on their way, by trap, in the order of ``TRAPS``.

    ``share`` is the share printed; ``trap_fr`` and ``trap_en`` name the trap.
    """
    table = load_table("comparators", data)
    rows = table[table["trap"].notna()].sort_values(
        "trap", key=lambda names: names.map(list(TRAPS).index), kind="stable"
    )
    words = [TRAPS[name] for name in rows["trap"]]
    return rows.assign(
        share=_printed(rows), trap_fr=[fr for fr, _ in words], trap_en=[en for _, en in words]
    ).reset_index(drop=True)


def gaps(data: Path = DATA) -> pd.DataFrame:
    """What cannot be compared, which is a finding too.

    One row a subject: a finding that has a share and no comparator (``kind`` is
    ``no-comparator``), or a topic that others measured and the flash gives no share of
    (``no-finding``). ``comparators`` is the number of figures of others, ``local_fr`` of those
    among them that come from local authorities in France.
    """
    table = load_table("comparators", data)
    asked = load_table("questions-2025", data).set_index("id")
    rows: list[dict[str, Any]] = [
        {
            "subject": option["option"],
            "kind": "no-comparator",
            "comparators": 0,
            "local_fr": 0,
            "label_fr": f"{asked.loc[option['question'], 'label_fr']} : {option['label_fr']}",
            "label_en": f"{asked.loc[option['question'], 'label_en']}: {option['label_en']}",
        }
        for _, option in _shares(data).iterrows()
        if comparable(option["option"], data=data).empty
    ]
    for topic, (label_fr, label_en) in TOPICS.items():
        its = table[table["topic"] == topic]
        if len(its) and its["finding"].isna().all():
            local = its["population_kind"].eq("local-authorities") & its["area"].eq("FR")
            rows.append(
                {
                    "subject": topic,
                    "kind": "no-finding",
                    "label_fr": label_fr,
                    "label_en": label_en,
                    "comparators": len(its),
                    "local_fr": int(local.sum()),
                }
            )
    columns = ["subject", "kind", "label_fr", "label_en", "comparators", "local_fr"]
    return pd.DataFrame(rows, columns=columns)


def _check(name: str, value: str, known: Any, to_do: str) -> None:
    if value not in known:
        raise ValueError(
            f"{name}: « {value} » is not known. Expected one of {', '.join(known)}. {to_do}"
        )


def _shares(data: Path) -> pd.DataFrame:
    """The findings of the flash that have a share of their own, one row an option."""
    findings = published_findings(data=data)
    shares = findings[findings["share"].notna() & findings["kind"].ne("remainder")]
    return shares.drop_duplicates("option")


def _printed(rows: pd.DataFrame) -> pd.Series:
    return (rows["value"] / 100).round(6)


def _placed(rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Comparators with the share to read, their closeness, and the reason for it."""
    _check("unit", unit, UNITS, "Say what a respondent of the flash stands for.")
    turned = rows["reading"] == "complement"
    printed = _printed(rows)
    places = [_place(row, unit) for _, row in rows.iterrows()]
    return rows.assign(
        kind=rows["kind"].where(~turned, rows["kind"].replace(_FLIPPED)),
        share=printed.where(~turned, (1 - printed).round(6)),
        closeness=pd.Series([place[0] for place in places], rows.index, dtype="str"),
        reason_fr=pd.Series([place[1] for place in places], rows.index, dtype="str"),
        reason_en=pd.Series([place[2] for place in places], rows.index, dtype="str"),
    )


def _place(row: pd.Series, unit: str) -> tuple[str, str, str]:
    """The closeness of a comparator and its reason, in French and in English."""
    if pd.isna(row["finding"]):
        return (NO_FINDING, *_SILENT)
    same_unit, same_base = row["unit"] == unit, row["differs_base"] == "none"
    closeness = "other" if not same_unit else LEVELS[0] if same_base else LEVELS[1]
    reasons = [_reason(row, same_unit, same_base, at) for at in (0, 1)]
    return closeness, reasons[0], reasons[1]


def _reason(row: pd.Series, same_unit: bool, same_base: bool, at: int) -> str:
    """Why a comparator is as close as it is; ``at`` is 0 for French and 1 for English."""
    unit, base = _UNITS[row["unit"]][at], _BASES[_GROUPS[row["finding"]]][at]
    words = (("Même unité", "Autre unité"), ("The same unit", "Another unit"))[at][not same_unit]
    if same_base:
        based = ("même base ({base})", "the same base ({base})")[at]
    else:
        based = _BASE_DIFFERS[row["differs_base"]][at]
    population = _POPULATIONS[row["population_kind"]][at]
    population += _AREAS.get(row["area"], _ABROAD)[at]
    others = [
        ("Autre population ({})", "Another population ({})")[at].format(population),
        _QUESTION_DIFFERS[row["differs_question"]][at],
        _YEAR_DIFFERS[row["differs_year"]][at].format(year=row["year"]),
    ]
    text = f"{words} ({unit}), {based.format(base=base)}. {', '.join(others)}."
    return f"{text} {_COMPLEMENT[at]}" if row["reading"] == "complement" else text


def _distance(row: pd.Series) -> tuple[Any, ...]:
    """What orders the comparators of a finding, from the closest."""
    return (
        LEVELS.index(row["closeness"]),
        ("none", *_BASE_DIFFERS).index(row["differs_base"]),
        list(_POPULATIONS).index(row["population_kind"]),
        row["area"] != "FR",
        list(_QUESTION_DIFFERS).index(row["differs_question"]),
        row["differs_year"] == "unknown",
        abs(int(row["year"]) - 2025),
        row["id"],
    )
