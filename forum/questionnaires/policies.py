"""Who may make a questionnaire, type answers in and read its figures, and when."""

from forum.core.i18n import lazy
from forum.core.policies import allow, deny
from forum.events.policies import can_edit
from forum.questionnaires.rules import CLOSED, DRAFT, MOVES, OPEN, PUBLISHED

FROZEN = lazy("Le questionnaire a été ouvert : ses questions sont gelées. Une coquille se corrige encore jusqu’à la "
              "publication; le sens doit rester le même.")
PUBLISHED_STAYS = lazy("Les résultats sont publiés : plus rien ne change.")
# act → why it cannot be done from another state
WRONG_STATE = {
    "open": lazy("Seul un questionnaire en préparation peut être ouvert."),
    "prepare": lazy("Seul un questionnaire ouvert peut revenir en préparation."),
    "close": lazy("Seul un questionnaire ouvert peut être fermé."),
    "reopen": lazy("Seul un questionnaire fermé, et non publié, peut être rouvert."),
    "publish": lazy("Fermez d’abord le questionnaire."),
}


def can_type(viewer, roles):
    """Judge whether the viewer may type in what was answered on paper: the organisers and the desk."""
    if viewer.is_admin or roles & {"organiser", "desk"}:
        return allow()
    return deny(lazy("Seules l’organisation et la table d’accueil de cette journée saisissent les feuilles."))


def can_type_now(questionnaire):
    """Judge whether sheets are still typed in: from opening until publication."""
    if questionnaire.state in (OPEN, CLOSED):
        return allow()
    return deny(PUBLISHED_STAYS if questionnaire.state == PUBLISHED else lazy("Ouvrez d’abord le questionnaire."))


def can_change_questions(questionnaire):
    """Judge whether questions may be added, moved, changed in kind or removed."""
    return allow() if questionnaire.state == DRAFT else deny(FROZEN)


def can_correct(questionnaire):
    """Judge whether words may still be put right, and comments approved."""
    return deny(PUBLISHED_STAYS) if questionnaire.state == PUBLISHED else allow()


def can_move(questionnaire, act, event_state, questions, replies):
    """Judge an act on the state of a questionnaire with so many questions and replies."""
    if questionnaire.state not in MOVES[act][0]:
        return deny(WRONG_STATE[act])
    if act == "open" and not questions:
        return deny(lazy("Il n’y a pas encore de question."))
    if act == "open" and event_state != "published":
        return deny(lazy("Publiez d’abord la journée : personne ne verrait le questionnaire."))
    if act == "prepare" and replies:
        return deny(lazy("Quelqu’un a déjà répondu : les questions restent."))
    if act == "publish" and not replies:
        return deny(lazy("Personne n’a répondu : il n’y a rien à publier."))
    return allow()


def can_read_figures(questionnaire, viewer, roles):
    """Judge who reads the figures: everybody once they are published, before that who organises."""
    if questionnaire.state == PUBLISHED:
        return allow()
    if questionnaire.state == DRAFT:
        return deny()
    return can_edit(viewer, roles)
