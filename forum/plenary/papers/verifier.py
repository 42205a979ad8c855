"""The verifier as one file that works offline: the page's own scripts and styles are in it, and it fetches nothing."""

import re
from functools import lru_cache

from flask import render_template
from markupsafe import Markup

from forum.core.config import ROOT
from forum.core.i18n import _
from forum.votes.explaining import EXPLAINED
from forum.votes.seal_words import list_words

SCRIPTS = ROOT / "static" / "js" / "recount"
ENTRY = "offline.js"
IMPORT = re.compile(r'^import \{ (.+?) \} from "\./([\w-]+\.js)";$', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async )?(?:function\*?|const|class)) (\w+)", re.MULTILINE)


def recount_words():
    """Give the words that the scripts which recount put together, by name, in the page's language."""
    answers = {key: word() for method in ("consent", "yesno") for key, word in EXPLAINED[method].ANSWERS.items()}
    return answers | {
        "status-decided": _("Le compte donne un résultat."), "status-tie": _("Le compte donne une égalité."),
        "status-no_result": _("Le compte ne donne pas de résultat."),
        "status-quorum_missed": _("Le quorum n’est pas atteint."), "adopted": _("Adopté"), "rejected": _("Non adopté"),
        "winners": _("Retenus :"), "tied": _("À égalité :"), "figure-option": _("Choix"), "figure-votes": _("Voix"),
        "figure-points": _("Points"), "figure-total": _("Total"), "figure-mean": _("Moyenne"),
        "figure-median": _("Mention majoritaire"), "figure-final": _("Voix à la fin"), "figure-cost": _("Coût"),
        "figure-paid": _("Payé"),
        "differs-seal": _("L’empreinte écrite n’est pas celle du contenu : le fichier a été changé."),
        "differs-order": _("Les bulletins ne sont pas dans l’ordre de leurs reçus."),
        "differs-ballot": _("Un bulletin n’est pas permis par la règle du vote."),
        "differs-voted": _("Le nombre de votants n’est pas celui des bulletins."),
        "differs-entitled": _("Il y a plus de voix que la liste de vote n’en permet."),
        "differs-lot": _("Le secret du tirage ne correspond pas à l’empreinte annoncée avant le vote."),
        "differs-status": _("L’issue écrite n’est pas celle du compte."),
        "differs-winners": _("Les options retenues ne sont pas celles du compte."),
        "differs-tied": _("Les options à égalité ne sont pas celles du compte."),
        "differs-figures": _("Les chiffres ne sont pas ceux du compte."),
        "differs-adopted": _("L’adoption écrite n’est pas celle du compte."),
        "differs-quorum": _("Le quorum écrit n’est pas celui du compte."),
        "differs-colleges": _("Les chiffres par collège ne sont pas ceux du compte."),
    }


def make_verifier():
    """Give the verifier in the page's language, as one HTML document, its style and script within it."""
    style, script = (ROOT / "templates/plenary/verifier.css").read_text(), join_scripts()
    return render_template("plenary/verifier.html", words=recount_words(), seal_words=list_words(),
                           style=Markup(f"<style>\n{style}</style>"),  # noqa: S704 - our own files
                           script=Markup(f'<script type="module">\n{script}\n</script>'))  # noqa: S704 - the same


@lru_cache(maxsize=1)
def join_scripts():
    """Put the entry's modules in one script, each in a scope of its own, after those that it imports."""
    made = {}
    _add(ENTRY, made)
    return "const modules = {};\n" + "\n".join(made.values())


def _add(name, made):
    if name in made:
        return
    text = (SCRIPTS / name).read_text()
    for _names, target in IMPORT.findall(text):
        _add(target, made)
    names = [found[1] for found in EXPORT.findall(text)]
    text = IMPORT.sub(lambda found: f'const {{ {found[1].replace(" as ", ": ")} }} = modules["{found[2]}"];', text)
    text = EXPORT.sub(r"\1 \2", text)
    made[name] = f'modules["{name}"] = (() => {{\n{text}return {{ {", ".join(names)} }};\n}})();'
