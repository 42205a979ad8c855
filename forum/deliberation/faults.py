"""What can be wrong with a day's file, in sentences."""

from forum.core.i18n import in_language, lazy

SENTENCES = {
    "too_large": lazy("Le fichier dépasse %(limit)s Mo."),
    "not_utf8": lazy("Le fichier n’est pas en UTF-8."),
    "empty_file": lazy("Le fichier est vide."),
    "several_documents": lazy("Le fichier contient plus d’une journée."),
    "broken": lazy("La mise en forme est rompue ici : deux-points, tiret, retrait ou guillemet."),
    "bad_file_characters": lazy("Le fichier contient un caractère invisible qui n’est pas permis."),
    "alias": lazy("Les renvois (&nom, *nom) ne sont pas acceptés."),
    "tag": lazy("Les étiquettes (!nom) ne sont pas acceptées."),
    "too_deep": lazy("Trop de niveaux sont imbriqués."),
    "bad_key": lazy("Un mot est attendu devant les deux-points."),
    "same_key": lazy("« %(key)s » est écrit deux fois."),
    "unknown_key": lazy("« %(key)s » n’est pas un mot connu ici. Les mots connus : %(known)s."),
    "missing_key": lazy("Il manque « %(key)s »."),
    "not_group": lazy("« %(key)s » doit être un groupe de lignes « mot: valeur »."),
    "not_list": lazy("« %(key)s » doit être une liste, chaque élément précédé d’un tiret."),
    "not_text": lazy("« %(key)s » doit être un texte."),
    "empty": lazy("« %(key)s » est vide."),
    "several_lines": lazy("« %(key)s » doit tenir en une ligne."),
    "too_long": lazy("« %(key)s » dépasse %(limit)s caractères."),
    "too_many": lazy("« %(key)s » dépasse %(limit)s éléments."),
    "bad_characters": lazy("« %(key)s » contient un caractère invisible qui n’est pas permis."),
    "not_one_of": lazy("« %(value)s » n’est pas permis pour « %(key)s ». Permis : %(known)s."),
    "bad_date": lazy("« %(value)s » n’est pas une date de la forme 2007-01-18."),
    "bad_time": lazy("« %(value)s » n’est pas une heure de la forme 9 h 30 ou 9:30."),
    "ends_before": lazy("La fin vient avant le début."),
    "not_whole": lazy("« %(key)s » doit être un nombre entier de %(low)s à %(high)s."),
    "not_flag": lazy("« %(key)s » doit être true ou false."),
    "bad_form": lazy("« %(value)s » n’a pas la forme attendue pour « %(key)s »."),
    "taken": lazy("« %(value)s » est déjà à la ligne %(first)s."),
    "slug_taken": lazy("L’adresse « %(value)s » est celle d’une autre journée."),
    "unknown_ref": lazy("« %(value)s » ne désigne rien de connu."),
    "foreign_target": lazy("Un lien doit mener à quelque chose de cette journée; « %(value)s » n’en est pas."),
    "words_absent": lazy("« %(value)s » ne se lit pas tel quel dans ce texte."),
    "no_level": lazy("Le niveau que disent les mots « %(value)s » n’est pas connu; ajoutez « level »."),
    "no_wording": lazy("Une recommandation a un libellé, une discussion n’en a pas."),
    "cannot_remove": lazy("« %(value)s » n’est plus dans le fichier, mais un vote, une décision ou un sujet en parle."),
}


def sentence(fault, language):
    """Write a fault as one sentence in a language, with its line."""
    with in_language(language):
        line = str(lazy("ligne %(line)s", line=fault.line))
        return f"{line}\u00a0: {str(SENTENCES[fault.code]) % fault.params}" if language == "fr" else (
            f"{line}: {str(SENTENCES[fault.code]) % fault.params}")
