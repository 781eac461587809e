"""Figures of other surveys in words: how near they are and why, their topics, what they lost."""

from __future__ import annotations

import pandas as pd

from rendering.words.groups import base_words
from rendering.words.language import text_of, tr


def reason_words(row: pd.Series) -> str:
    """Why a comparator is as close as it is; ``row`` as ``comparable`` or ``on_topic`` give it."""
    if pd.isna(row["finding"]):
        return tr("Le flash ne donne pas de part sur ce sujet.")
    unit = tr("Même unité ({unit})") if row["same_unit"] else tr("Autre unité ({unit})")
    based = {
        "none": tr("même base ({base})"),
        "wider": tr("base plus large que la nôtre ({base})"),
        "narrower": tr("base plus étroite que la nôtre ({base})"),
        "unknown": tr("base incertaine (la nôtre : {base})"),
    }[row["differs_base"]]
    others = [
        tr("Autre population ({population})").format(population=_population(row)),
        _question(row["differs_question"]),
        _year(row["differs_year"]).format(year=row["year"]),
    ]
    text = tr("{unit}, {base}. {others}.").format(
        unit=unit.format(unit=_unit(row["unit"])),
        base=based.format(base=base_words(row["our_base"])),
        others=", ".join(others),
    )
    if row["reading"] != "complement":
        return text
    return f"{text} " + tr("Part calculée par nous : le complément à cent de la part imprimée.")


def _unit(unit: str) -> str:
    return {
        "organisation": tr("une organisation"),
        "person": tr("une personne"),
        "country": tr("un pays"),
    }[unit]


def _population(row: pd.Series) -> str:
    population = {
        "local-authorities": tr("des collectivités"),
        "public-bodies": tr("des organismes publics"),
        "associations": tr("le monde associatif"),
        "firms": tr("des entreprises"),
        "public-staff": tr("des agents publics"),
        "workers": tr("des personnes en emploi, pour la plupart"),
        "population": tr("toute une population"),
        "countries": tr("des pays"),
    }[row["population_kind"]]
    if row["area"] == "FR":
        return population
    areas = {"EU": tr(", en Europe"), "WORLD": tr(", dans plusieurs pays")}
    return population + areas.get(row["area"], tr(", hors de France"))


def _question(differs: str) -> str:
    return {
        "wording": tr("question voisine"),
        "narrower": tr("question plus étroite"),
        "wider": tr("question plus large"),
        "other": tr("autre question"),
    }[differs]


def _year(differs: str) -> str:
    return {
        "none": tr("même année"),
        "earlier": tr("année antérieure ({year})"),
        "later": tr("année postérieure ({year})"),
        "unknown": tr("année incertaine"),
    }[differs]


def gap_words(row: pd.Series) -> str:
    """The subject of a gap: an option with its question, or a topic; ``row`` as in ``gaps``."""
    if row["kind"] == "no-finding":
        return topic_words(row["subject"])
    return tr("{question} : {option}").format(
        question=text_of(row, "question"), option=text_of(row, "label")
    )


def topic_words(topic: str) -> str:
    """A topic of the comparators in words."""
    return {
        "use": tr("L'usage"),
        "generative-use": tr("L'usage de l'IA générative"),
        "personal-use": tr("L'usage privé"),
        "use-at-work": tr("L'usage au travail, parmi les utilisateurs"),
        "use-by-task": tr("L'usage selon la tâche"),
        "use-by-size": tr("L'usage selon la taille"),
        "use-by-rurality": tr("L'usage selon le lieu, rural ou urbain"),
        "use-by-group": tr("L'usage selon l'âge ou le métier"),
        "use-by-country": tr("L'usage selon le pays"),
        "use-of-employer": tr("L'usage prêté à l'employeur"),
        "use-or-plans": tr("L'usage et les projets, ensemble"),
        "plans": tr("Les projets"),
        "no-plans": tr("L'absence de projet"),
        "unofficial-use": tr("L'usage d'outils non fournis par l'employeur"),
        "daily-use": tr("L'usage quotidien"),
        "frequency": tr("La fréquence, autre que quotidienne"),
        "untrained": tr("L'absence de formation"),
        "training-wanted": tr("La formation souhaitée"),
        "no-need": tr("L'absence de besoin"),
        "distrust": tr("La méfiance"),
        "no-skills": tr("Le manque de compétences"),
        "barriers": tr("Les freins"),
        "worries": tr("Les inquiétudes"),
        "benefits": tr("Les avantages"),
        "attitude": tr("L'opinion sur l'IA"),
        "information": tr("L'information reçue"),
        "rules": tr("Les règles et les consignes"),
        "charter": tr("Les chartes"),
        "strategy": tr("Les stratégies"),
        "tools": tr("Les outils"),
    }[topic]


def trap_words(trap: str) -> str:
    """What a figure has lost on its way, in words."""
    return {
        "sum-of-use-and-plans": tr("Usage et projets comptés ensemble"),
        "conditional-base": tr("Base restreinte, ou prise pour une autre"),
        "base-not-stated": tr("Base non indiquée"),
        "n-of-another-group": tr("Effectif qui n'est pas celui de la base"),
        "sources-conflict": tr("Pages qui se contredisent"),
        "unit-lost": tr("Personnes prises pour des organisations"),
        "impression": tr("Impression prise pour une mesure"),
        "not-a-survey": tr("Chiffre sans enquête"),
    }[trap]
