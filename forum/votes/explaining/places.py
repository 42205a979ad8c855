"""What the methods that fill a number of places have in common: the sentences of their remarks."""

from forum.core.i18n import _, ngettext

REMARKS = {
    "no_choice": lambda of: _("Aucune option n’a reçu de voix : il n’y a pas de résultat."),
    "selected": lambda of: ngettext("%(num)s option retenue.", "%(num)s options retenues.", of["count"]),
    "tied": lambda of: _("%(count)s options à égalité, avec %(votes)s voix; places à pourvoir : %(places)s.", **of),
}
