"""Why a document cannot be read, and what is wrong with a line, in sentences; the words for the roles."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy
from forum.imports import rules

SENTENCES = {
    # the document
    "no_file": lazy("Choisissez un fichier, ou collez un texte."),
    "kind": lazy("Seuls les fichiers DOCX, ODT, PDF, Markdown et texte sont lus; "
                 "le contenu doit correspondre à la fin du nom."),
    "too_large": lazy("Le fichier dépasse 10 Mo."),
    "too_long": lazy("Ce document est trop long : au plus 8 000 paragraphes et 3 millions de caractères."),
    "too_heavy": lazy("Ce document demande trop de travail pour être lu. "
                      "Enregistrez-le de nouveau, ou collez son texte."),
    "broken": lazy("Ce fichier est abîmé : il n’a pas pu être lu."),
    "bomb": lazy("Ce fichier gonfle démesurément quand on l’ouvre : il n’est pas lu."),
    "entities": lazy("Ce fichier contient des déclarations qu’aucun traitement de texte n’écrit : il n’est pas lu."),
    "other_kind": lazy("Ce fichier n’est pas un document de la sorte que dit son nom."),
    "locked": lazy("Ce document est protégé par un mot de passe. Enlevez-le, puis recommencez."),
    "not_text": lazy("Ce fichier n’est pas du texte."),
    "only_pictures": lazy("Ce PDF ne contient que des images : il n’y a pas de texte à lire."),
    "nothing": lazy("Ce document ne contient aucun texte."),
    "busy": lazy("D’autres documents sont en cours de lecture. Recommencez dans un instant."),
    "many": lazy("Cette journée a déjà 20 importations. Abandonnez-en une."),
    # the lines
    "stale": lazy("Quelqu’un d’autre a changé cette ligne entre-temps. "
                  "Sa version est gardée; la vôtre est dans le champ."),
    "faults": lazy("Corrigez d’abord les lignes signalées, ou laissez-les de côté."),
    "done": lazy("Ce document a déjà été importé."),
    "nothing_placed": lazy("Aucune ligne n’a de place : il n’y a rien à importer."),
    "role": lazy("Choisissez dans la liste."),
    "empty": lazy("Cette ligne est vide : écrivez-la, ou laissez-la de côté."),
    "line_too_long": lazy("Ce texte est trop long pour ce qu’il est."),
    "no_date": lazy("Ce n’est pas une date comme « 18 janvier 2007 »."),
    "no_section": lazy("Aucune partie du rapport ne précède ce texte."),
    "no_part": lazy("Aucun moment du programme ne précède cette ligne."),
    "bad_hours": lazy("Ces heures ne se lisent pas."),
    "ends_before": lazy("La fin vient avant le début."),
    "bad_theme": lazy("Dites de quel thème il s’agit : un numéro de 1 à 99."),
    "no_theme": lazy("Aucun thème ne précède cette ligne."),
    "no_finding": lazy("Aucun constat ne précède ce point."),
    "no_discussion": lazy("Aucune discussion ne précède cette ligne."),
    "bad_number": lazy("Donnez-lui un numéro comme 2 ou 2.1."),
    "twice": lazy("Ce numéro est déjà celui d’une recommandation du document."),
    "no_item": lazy("Aucune recommandation ne précède cette ligne."),
    "no_wording": lazy("Cette recommandation n’a pas de libellé."),
    "no_address": lazy("Aucune adresse ne se lit dans cette ligne."),
}
# in the order in which the list offers them
ROLES = {
    "left": lazy("Laissée de côté"), "theme": lazy("Thème"), "context": lazy("Mise en contexte du thème"),
    "asks": lazy("Titre du thème au programme"), "questions": lazy("Questions du thème"), "finding": lazy("Constat"),
    "finding_point": lazy("Point d’un constat"), "piste": lazy("Piste d’action"), "discussion": lazy("Discussion"),
    "remark": lazy("Paragraphe d’une discussion"), "point": lazy("Point d’une discussion"),
    "recommendation": lazy("Recommandation"), "wording": lazy("Libellé de la recommandation"),
    "whole": lazy("Recommandation sans titre"), "proposals": lazy("Annonce des propositions"),
    "proposal": lazy("Proposition"), "parked_title": lazy("Titre des points reportés"), "parked": lazy("Point reporté"),
    "organisation": lazy("Organisation représentée"), "part": lazy("Moment du programme"),
    "speaker": lazy("Personne qui intervient"), "part_text": lazy("Description du moment"),
    "section": lazy("Partie du rapport"), "text": lazy("Texte du rapport"), "link": lazy("Lien utile"),
    "date": lazy("Date de la journée"),
}


def refuse(code, name="file"):
    """Refuse with the sentence of a fault, beside a field."""
    raise Refusal("invalid", fields={name: SENTENCES[code]})


def say(code):
    """Give the sentence of what is wrong with a line."""
    return SENTENCES["line_too_long" if code == "too_long" else code]


assert set(ROLES) == set(rules.ROLES)
