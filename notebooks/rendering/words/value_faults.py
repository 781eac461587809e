"""What is wrong with answers beside their codebook, and what to do; the layouts, and the reasons.

``{value}`` and ``{expected}`` stand for what the fault says was found, and what could have been.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rendering.words.language import tr

# For each kind of fault, what is wrong and what to do.
KINDS_OF_VALUE: Mapping[str, Callable[[], tuple[str, str]]] = {
    # The headings
    "title-rows": lambda: (
        tr("cette ligne semble celle des titres de colonnes"),
        tr("supprimer les lignes qui la précèdent"),
    ),
    # A column
    "missing-column": lambda: (
        tr("aucune colonne ne porte le nom de cette question ou de cette réponse, ni son libellé"),
        tr("ajouter la colonne, ou donner à celle qui existe le nom ou le libellé attendu"),
    ),
    "unknown-column": lambda: (
        tr("cette colonne n'est celle d'aucune question ; elle n'a pas été lue"),
        tr("lui donner le nom ou le libellé d'une question, ou la laisser de côté"),
    ),
    "repeated-column": lambda: (
        tr("une autre colonne est déjà celle de la même question ou de la même réponse"),
        tr("n'en garder qu'une"),
    ),
    "no-rows": lambda: (
        tr("le fichier n'a que des titres : aucune réponse"),
        tr("exporter de nouveau les réponses, sans filtre"),
    ),
    # A row
    "empty-row": lambda: (
        tr("cette ligne ne répond à aucune question à choix"),
        tr("la supprimer, ou retrouver les réponses dans l'outil d'origine"),
    ),
    "total-row": lambda: (
        tr("cette ligne semble un total"),
        tr("la supprimer"),
    ),
    "unsent-row": lambda: (
        tr("cette réponse a été commencée, et jamais envoyée"),
        tr("n'exporter que les réponses envoyées, ou supprimer la ligne"),
    ),
    "duplicate-row": lambda: (
        tr("ces lignes sont les mêmes, cellule pour cellule : {value} ; la première seule compte"),
        tr("supprimer celle-ci, qui est une copie"),
    ),
    "duplicate-respondent": lambda: (
        tr("le même répondant a répondu plusieurs fois, aux lignes {value} ; aucune n'est gardée"),
        tr("ne garder que la ligne qui vaut réponse"),
    ),
    # A cell
    "unknown-answer": lambda: (
        tr("ce n'est pas une réponse que la question propose"),
        tr("corriger la cellule, ou ajouter la réponse au livre de codes"),
    ),
    "near-answer": lambda: (
        tr("ce texte est trop proche d'une réponse proposée pour être pris pour « autre »"),
        tr("corriger la cellule, ou y mettre le libellé de « autre » si c'est une autre réponse"),
    ),
    "no-answer-sign": lambda: (
        tr("ce signe n'est pas une réponse"),
        tr("vider la cellule"),
    ),
    "wrong-separator": lambda: (
        tr("plusieurs réponses sont dans cette cellule, et un autre signe les sépare"),
        tr("remplacer le signe qui les sépare"),
    ),
    "filtered-out-answer": lambda: (
        tr("la question n'était pas posée à cette personne, d'après ses autres réponses"),
        tr("corriger la réponse dont la question dépend, ou vider cette cellule"),
    ),
    "said-not-asked": lambda: (
        tr("la question était posée à cette personne, d'après ses autres réponses"),
        tr("corriger la réponse dont la question dépend, ou vider cette cellule"),
    ),
    "exclusive-with-another": lambda: (
        tr("une réponse qui exclut les autres est donnée avec une autre"),
        tr("garder cette réponse seule, ou l'enlever"),
    ),
    "out-of-range": lambda: (
        tr("ce nombre est hors des limites de la question"),
        tr("corriger le nombre, ou les limites du livre de codes"),
    ),
    "not-a-whole-number": lambda: (
        tr("ce n'est pas un nombre entier écrit en chiffres"),
        tr("écrire le nombre entier en chiffres, sans unité"),
    ),
    "not-a-number": lambda: (
        tr("ce n'est pas un nombre écrit en chiffres"),
        tr("écrire le nombre en chiffres, sans unité"),
    ),
}

# What could have stood there, where it is not said by the fault alone.
EXPECTED_OF_VALUE: Mapping[str, Callable[[], str]] = {
    "title-rows": lambda: tr("les titres de colonnes sur la première ligne"),
    "empty-row": lambda: tr("une réponse par ligne"),
    "total-row": lambda: tr("une réponse par ligne"),
    "unsent-row": lambda: tr("des réponses envoyées"),
    "duplicate-row": lambda: tr("une ligne par réponse"),
    "no-answer-sign": lambda: tr("une cellule vide, ou une réponse que la question propose"),
    "wrong-separator": lambda: tr("{separator} entre deux réponses"),
    "not-a-whole-number": lambda: tr("un nombre entier, par exemple 12"),
    "not-a-number": lambda: tr("un nombre, par exemple 12 ou 12,5"),
}

# The tools, as they name themselves; ours is described.
LAYOUTS: Mapping[str, Callable[[], str]] = {
    "limesurvey": lambda: "LimeSurvey",
    "google-forms": lambda: "Google Forms",
    "microsoft-forms": lambda: "Microsoft Forms",
    "framaforms": lambda: "Framaforms",
    "kobotoolbox": lambda: "KoboToolbox",
    "generic": lambda: tr("une ligne par réponse, sans marque d'un outil connu"),
}

# Why a column is set aside.
REASONS: Mapping[str, Callable[[], str]] = {
    "metadata": lambda: tr("ajoutée par l'outil : rien d'une réponse"),
    "free-text": lambda: tr("texte libre de ceux qui ont choisi « autre » : non publié"),
    "summary": lambda: tr("redit ce que d'autres colonnes détaillent"),
    "private": lambda: tr("confidentielle : lue au besoin, jamais gardée"),
    "unknown": lambda: tr("d'aucune question de ce questionnaire"),
    "empty": lambda: tr("vide, et d'aucune question de ce questionnaire"),
    "unnumbered": lambda: tr(
        "absente, ou vide pour plusieurs réponses : les doublons ne sont pas cherchés parmi elles"
    ),
}


def layout_words(layout: str) -> str:
    """The tool that a file comes from. Raises KeyError for a layout that has no words."""
    return LAYOUTS[layout]()


def reason_words(reason: str) -> str:
    """Why a column was set aside. Raises KeyError for a reason that has no words."""
    return REASONS[reason]()
