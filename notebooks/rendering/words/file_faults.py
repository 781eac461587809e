"""What is wrong with a file of answers, and what to do: its faults as a file, rows and cells.

``{value}`` and ``{expected}`` stand for what the fault says was found, and what could have been;
``{count}`` is the latter as a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rendering.words.language import tr

# For each kind of fault, what is wrong and what to do.
KINDS_OF_FILE: Mapping[str, Callable[[], tuple[str, str]]] = {
    # The file
    "no-file": lambda: (
        tr("aucun fichier ne porte ce nom"),
        tr("vérifier le chemin, accents et suffixe compris"),
    ),
    "folder": lambda: (
        tr("c'est un dossier"),
        tr("donner le chemin du fichier qu'il contient"),
    ),
    "not-a-file": lambda: (
        tr("ce n'est pas un fichier ordinaire"),
        tr("en enregistrer une copie sur le disque, et donner son chemin"),
    ),
    "unreadable-file": lambda: (
        tr("le système refuse de l'ouvrir"),
        tr("vérifier les droits de lecture, et qu'aucun logiciel ne le tient ouvert"),
    ),
    "empty-file": lambda: (
        tr("il n'y a rien à lire"),
        tr("exporter de nouveau les réponses, et vérifier que l'export en contient"),
    ),
    "unknown-suffix": lambda: (
        tr("ce suffixe n'est pas celui d'un fichier que l'on sait lire"),
        tr("l'enregistrer en CSV ou en XLSX depuis un tableur"),
    ),
    "wrong-suffix": lambda: (
        tr("le contenu n'est pas celui que le suffixe annonce"),
        tr("corriger le suffixe, ou exporter de nouveau dans le format voulu"),
    ),
    "too-large": lambda: (
        tr("le fichier pèse {value} octets, trop pour être lu ainsi"),
        tr("en retirer les colonnes inutiles, ou passer la table à tabulate par DuckDB ou Spark"),
    ),
    "too-many-cells": lambda: (
        tr("le fichier compte trop de cellules pour être lu ainsi"),
        tr("supprimer les lignes et colonnes vides jusqu'au bout, ou le découper"),
    ),
    "protected-file": lambda: (
        tr("un mot de passe le protège"),
        tr("en enregistrer une copie sans mot de passe"),
    ),
    "damaged-file": lambda: (
        tr("il est abîmé, ou n'est pas tel qu'un logiciel l'écrit"),
        tr("l'ouvrir dans le logiciel d'origine, l'enregistrer de nouveau, ou l'exporter en CSV"),
    ),
    "overpacked-file": lambda: (
        tr("une fois décompressé, il pèserait {value} octets : bien plus qu'il n'en annonce"),
        tr("ne pas l'ouvrir si l'on n'en connaît pas l'origine ; sinon l'exporter en CSV"),
    ),
    "overpacked-parts": lambda: (
        tr("le classeur est fait de {value} fichiers : bien plus qu'un tableur n'en écrit"),
        tr("ne pas l'ouvrir si l'on n'en connaît pas l'origine ; sinon l'exporter en CSV"),
    ),
    "more-faults": lambda: (
        tr("nombre d'autres défauts, non listés : {value}"),
        tr("corriger ceux qui précèdent, puis relire le fichier"),
    ),
    # The text
    "unknown-encoding": lambda: (
        tr("l'encodage de ce texte n'est pas reconnu"),
        tr("enregistrer le fichier en UTF-8"),
    ),
    "mixed-encodings": lambda: (
        tr(
            "cette ligne n'est pas dans l'encodage des autres "
            "(entre crochets, le rang du premier octet en cause)"
        ),
        tr("corriger la ligne, puis enregistrer tout le fichier en UTF-8"),
    ),
    "truncated-character": lambda: (
        tr("le fichier s'arrête au milieu d'un caractère"),
        tr("exporter ou télécharger de nouveau le fichier"),
    ),
    "truncated-file": lambda: (
        tr("le fichier s'arrête au milieu de cette ligne ; nombre de cellules trouvées : {value}"),
        tr("exporter ou télécharger de nouveau le fichier"),
    ),
    "endless-cell": lambda: (
        tr("une cellule qui commence sur cette ligne n'en finit pas"),
        tr("refermer les guillemets ouverts sur cette ligne, ou exporter de nouveau le fichier"),
    ),
    "stray-quote": lambda: (
        tr("des guillemets droits, au milieu d'une cellule, la referment trop tôt"),
        tr("répéter ces guillemets, ou exporter de nouveau le fichier"),
    ),
    # The worksheet
    "several-sheets": lambda: (
        tr("nombre de feuilles qui ne sont pas vides : {value}"),
        tr("nommer la feuille à lire, ou n'en garder qu'une"),
    ),
    "unknown-sheet": lambda: (
        tr("aucune feuille du fichier ne porte ce nom, ou plusieurs le portent"),
        tr("corriger le nom de la feuille, ou ne pas en donner"),
    ),
    "merged-cells": lambda: (
        tr("des cellules sont fusionnées : seule la première porte une valeur"),
        tr("défusionner ces cellules, et remplir chacune"),
    ),
    "uncomputed-formula": lambda: (
        tr("cette cellule contient une formule dont le résultat n'est pas enregistré"),
        tr("ouvrir le classeur dans un tableur et l'enregistrer, ou taper la valeur"),
    ),
    "nested-column": lambda: (
        tr("chaque cellule de cette colonne contient elle-même plusieurs colonnes"),
        tr("la séparer en autant de colonnes simples"),
    ),
    # Rows and cells
    "empty-row": lambda: (
        tr("la ligne est vide"),
        tr("supprimer cette ligne"),
    ),
    "ragged-row": lambda: (
        tr("la ligne n'est pas aussi large que les autres ; nombre de cellules : {value}"),
        tr("chercher un séparateur en trop ou en moins, ou des guillemets oubliés"),
    ),
    "error-cell": lambda: (
        tr("la formule de cette cellule a échoué"),
        tr("corriger la formule, ou taper la valeur"),
    ),
    "formula": lambda: (
        tr("un tableur prendrait cette réponse pour une formule ; elle est lue comme un texte"),
        tr("vérifier cette réponse, et ne pas la taper telle quelle dans un tableur"),
    ),
    "long-cell": lambda: (
        tr("la cellule est plus longue que ce qu'un tableur peut contenir"),
        tr("vérifier que des guillemets n'ont pas été oubliés, ou raccourcir le texte"),
    ),
    "nul-character": lambda: (
        tr("la cellule contient un caractère nul, qui n'est pas du texte"),
        tr("supprimer ce caractère, ou exporter de nouveau le fichier"),
    ),
    "bidirectional-character": lambda: (
        tr(
            "un caractère invisible change le sens de lecture : "
            "le texte ne se lit pas comme il est écrit"
        ),
        tr("supprimer ce caractère"),
    ),
    "zero-width-character": lambda: (
        tr("la cellule contient un caractère invisible : des textes pareils à l'œil diffèrent"),
        tr("supprimer ce caractère"),
    ),
}

# What could have stood there, where it is not said by the fault alone.
EXPECTED_OF_FILE: Mapping[str, Callable[[], str]] = {
    "no-file": lambda: tr("le chemin d'un fichier"),
    "folder": lambda: tr("le chemin d'un fichier"),
    "not-a-file": lambda: tr("le chemin d'un fichier"),
    "unreadable-file": lambda: tr("un fichier que l'on peut lire"),
    "empty-file": lambda: tr("une ligne de titres, puis une ligne par réponse"),
    "unknown-suffix": lambda: "{expected}",
    "wrong-suffix": lambda: tr("le suffixe du contenu, {expected}"),
    "too-large": lambda: tr("{count} octets au plus"),
    "too-many-cells": lambda: tr("{count} cellules au plus"),
    "protected-file": lambda: tr("un fichier sans mot de passe"),
    "damaged-file": lambda: tr("un fichier complet"),
    "overpacked-file": lambda: tr("{count} octets au plus, une fois décompressé"),
    "overpacked-parts": lambda: tr("{count} fichiers au plus"),
    "more-faults": lambda: tr("aucun défaut"),
    "unknown-encoding": lambda: tr("UTF-8, UTF-16, Windows-1252 ou Mac Roman"),
    "mixed-encodings": lambda: tr("un seul encodage, UTF-8"),
    "truncated-character": lambda: tr("un fichier complet"),
    "truncated-file": lambda: tr("des cellules au nombre de {count}, toutes refermées"),
    "endless-cell": lambda: tr("{count} caractères au plus"),
    "stray-quote": lambda: tr("des guillemets droits autour d'une cellule entière, ou répétés"),
    "several-sheets": lambda: tr("une seule feuille parmi : {expected}"),
    "unknown-sheet": lambda: tr("une feuille parmi : {expected}"),
    "merged-cells": lambda: tr("une valeur par cellule"),
    "uncomputed-formula": lambda: tr("une valeur"),
    "nested-column": lambda: tr("une valeur par cellule, ou une liste de valeurs"),
    "empty-row": lambda: tr("une réponse par ligne"),
    "ragged-row": lambda: tr("des cellules au nombre de {count}"),
    "error-cell": lambda: tr("une valeur"),
    "formula": lambda: tr("un texte qui ne commence pas par = + - ou @"),
    "long-cell": lambda: tr("{count} caractères au plus"),
    "nul-character": lambda: tr("du texte seul"),
    "bidirectional-character": lambda: tr("des caractères visibles"),
    "zero-width-character": lambda: tr("des caractères visibles"),
}
