"""The codes of the tables in words, by column: what a page shows where a file holds a code."""

from __future__ import annotations

from functools import cache

from rendering.words.comparators import topic_words, trap_words
from rendering.words.language import language, tr

# Columns that are for programs: keys, and the names that rows of one set share.
KEYS = {"id", "bibkey", "option", "exclusive", "series", "book_page"}
_WORDED = {"topic": topic_words, "trap": trap_words}


def code_words(column: str, code: str) -> str | None:
    """A code of a column in words; None where the column holds no code, or not this one."""
    if column in _WORDED:
        return _WORDED[column](code)
    return _words(language()).get(column, {}).get(code)


@cache
def _words(_: str) -> dict[str, dict[str, str]]:
    """The words by column, in the language of the edition."""
    groups = {
        "respondents": tr("tous les répondants"),
        "users": tr("les utilisateurs"),
        "non-users": tr("les non-utilisateurs"),
        "users-or-respondents": tr("les utilisateurs, ou tous les répondants"),
    }
    differs = {
        "none": tr("en rien"),
        "wider": tr("plus large"),
        "narrower": tr("plus étroite"),
        "unknown": tr("on ne sait pas"),
    }
    said = {"stated": tr("oui"), "partly": tr("en partie"), "not-stated": tr("non")}
    units = {
        "organisation": tr("une organisation"),
        "person": tr("une personne"),
        "country": tr("un pays"),
    }
    return {
        "base_group": groups,
        "asked_of": groups,
        "kind": {
            "count": tr("effectif"),
            "percentage": tr("pourcentage"),
            "fraction": tr("fraction en lettres"),
            "bound": tr("borne"),
            "rank": tr("rang"),
            "statement": tr("affirmation sans chiffre"),
            "about": tr("environ"),
            "more-than": tr("plus que"),
            "less-than": tr("moins que"),
            "survey": tr("enquête"),
            "parliamentary-report": tr("rapport parlementaire"),
            "government-report": tr("rapport au gouvernement"),
            "audit": tr("contrôle des comptes"),
            "research-proposal": tr("projet de recherche"),
        },
        "theme": {
            "context": tr("contexte"),
            "definition": tr("définition"),
            "use": tr("usage"),
            "non-use": tr("absence d'usage"),
            "frequency": tr("fréquence"),
            "scope": tr("périmètre"),
            "tasks": tr("tâches"),
            "training": tr("formation"),
            "benefits": tr("avantages"),
            "limits": tr("limites"),
            "outlook": tr("perspectives"),
            "research": tr("recherche"),
            "tools": tr("outils"),
            "france": tr("France"),
            "law": tr("droit"),
            "territories": tr("territoires"),
        },
        "answers": {
            "single": tr("une seule"),
            "multiple": tr("plusieurs"),
            "unknown": tr("on ne sait pas"),
            "number": tr("un nombre"),
            "text": tr("un texte"),
        },
        "language": {"fr": tr("français"), "en": tr("anglais")},
        "precision": {"year": tr("l'année"), "month": tr("le mois"), "day": tr("le jour")},
        "measure": {
            "count": tr("effectif"),
            "percentage": tr("pourcentage"),
            "mean": tr("moyenne"),
            "minimum": tr("minimum"),
            "maximum": tr("maximum"),
        },
        "status": {"producer": tr("vu à la source"), "reported": tr("rapporté par un tiers")},
        "grouping": {"flash": tr("le flash"), "senat": tr("le Sénat")},
        "direction": {
            "supports": tr("va dans ce sens"),
            "qualifies": tr("nuance"),
            "silent": tr("ne dit rien"),
        },
        "dataset": {
            "anes96": tr("électeurs américains, 1996"),
            "modechoice": tr("voyageurs australiens, 1987"),
            "randhie": tr("assurés américains suivis par la RAND"),
        },
        "scenario": {
            "exact": tr("toutes tenues"),
            "largest": tr("les plus grandes parts imprimées"),
            "one-missing-once": tr("une réponse manquante à une seule question, ignorée"),
            "one-missing": tr("une réponse manquante par question, ignorée"),
            "one-missing-allowed": tr("une réponse manquante par question, admise"),
            "one-misprint": tr("une coquille d'un point"),
        },
        "year_basis": {
            "field": tr("de l'enquête"),
            "published": tr("de la publication"),
            "estimated": tr("estimée par nous"),
        },
        "population_kind": {
            "local-authorities": tr("collectivités"),
            "public-bodies": tr("organismes publics"),
            "associations": tr("associations"),
            "firms": tr("entreprises"),
            "public-staff": tr("agents publics"),
            "workers": tr("personnes en emploi"),
            "population": tr("population"),
            "countries": tr("pays"),
        },
        "unit": units,
        "differs_unit": units | {"none": tr("en rien")},
        "base_kind": groups
        | {
            "all": tr("tous"),
            "engaged": tr("les engagés dans l'IA"),
            "subgroup": tr("une partie"),
            "other": tr("une autre base"),
            "unknown": tr("base inconnue"),
        },
        "finding": {
            "users": tr("l'usage"),
            "daily": tr("l'usage quotidien"),
            "untrained": tr("l'absence de formation"),
            "no-need": tr("l'absence de besoin"),
            "distrust": tr("la méfiance"),
        },
        "reading": {
            "direct": tr("celle imprimée"),
            "complement": tr("son complément à cent"),
        },
        "differs_base": differs,
        "differs_question": differs | {"wording": tr("les mots"), "other": tr("autre question")},
        "differs_year": {
            "none": tr("en rien"),
            "earlier": tr("avant"),
            "later": tr("après"),
            "unknown": tr("on ne sait pas"),
        },
        "section": {
            "respondent": tr("qui répond"),
            "use": tr("l'usage"),
            "non-users": tr("les non-utilisateurs"),
            "users": tr("les utilisateurs"),
            "everyone": tr("tous"),
        },
        "about": {"respondent": tr("la personne"), "organisation": tr("sa structure")},
        "standard": {"aapor": "AAPOR", "esomar": "ESOMAR"},
        "flash_status": said,
        "book_status": said,
    }
