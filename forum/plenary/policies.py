"""Who may do what in a room, and why not: the sentence stands beside the greyed button."""

from forum.core.i18n import lazy
from forum.core.policies import allow, deny
from forum.events.queries import roles_of

FACILITATING = frozenset({"facilitator", "chair"})
RELIEF_PREFIX = "relief:"
OPEN_STAYS = lazy("Un vote est ouvert : il reste à l’écran.")
ONE_AT_A_TIME = lazy("Un autre vote est ouvert dans cette salle : fermez-le d’abord.")


def facilitates(viewer, event_id):
    """Tell whether the viewer facilitates or chairs a day, or administers the site."""
    return viewer.is_admin or bool(FACILITATING & roles_of(viewer, event_id))


def can_open_room(viewer, event_id):
    """Judge whether the viewer may open a room of a day."""
    if facilitates(viewer, event_id):
        return allow()
    if not viewer.is_signed_in:
        return deny(lazy("Connectez-vous pour ouvrir une salle."))
    return deny(lazy("Seules l’animation et la présidence de la journée peuvent ouvrir une salle."))


def can_facilitate(viewer, room):
    """Judge whether the viewer may prepare votes in a room and see its console."""
    if facilitates(viewer, room.event_id):
        return allow()
    if not viewer.is_signed_in:
        return deny(lazy("Connectez-vous pour animer cette salle."))
    return deny(lazy("Seules l’animation et la présidence de la journée peuvent animer cette salle."))


def is_relieving(viewer):
    """Tell whether the viewer came by a relief code, which conducts one room and nothing else."""
    return (viewer.session_id or "").startswith(RELIEF_PREFIX)


def can_share(viewer, room):
    """Judge whether the viewer may name others, draw codes, and bring polls from elsewhere or keep them."""
    if is_relieving(viewer):
        return deny(lazy("Un code de relève ne permet que de conduire cette salle."))
    return can_facilitate(viewer, room)


def can_keep_for_site(viewer):
    """Judge whether the viewer may keep a template for the whole site."""
    return allow() if viewer.is_admin else deny(lazy("Seule l’administration garde un modèle pour tout le site."))


def can_use_template(viewer, template):
    """Judge whether the viewer may see a template and prepare a poll from it."""
    return not is_relieving(viewer) and (template.event_id is None or facilitates(viewer, template.event_id))


def can_change_template(viewer, template):
    """Judge whether the viewer may rename or remove a template."""
    if template.event_id is None:
        return can_keep_for_site(viewer)
    if not is_relieving(viewer) and facilitates(viewer, template.event_id):
        return allow()
    return deny(lazy("Seules l’animation et la présidence de la journée changent ce modèle."))


def drives(viewer, room):
    """Tell whether the viewer drives the room, from the device that they ask from; a program of theirs has none."""
    return (room.controller_id is not None and room.controller_id == viewer.id
            and (room.controller_session == viewer.session_id or None in (room.controller_session, viewer.session_id)))


def can_control(viewer, room):
    """Judge whether the viewer may drive the room: one device at a time, and whoever acts first when nobody does."""
    verdict = can_facilitate(viewer, room)
    if not verdict:
        return verdict
    if room.ended_at is not None:
        return deny(lazy("Cette salle est terminée."))
    if room.controller_id is None or drives(viewer, room):
        return allow()
    if room.controller_id == viewer.id:
        return deny(lazy("Vous avez la main sur un autre appareil. Prenez la main ici pour agir."))
    return deny(lazy("Une autre personne a la main dans cette salle. Prenez la main pour agir."))


def can_take_control(viewer, room):
    """Judge whether the viewer may take the room over from whoever drives it."""
    verdict = can_facilitate(viewer, room)
    if verdict and room.ended_at is not None:
        return deny(lazy("Cette salle est terminée."))
    return verdict


# What follows judges one act on one poll, given the verdict on the viewer (`can_control` or `can_facilitate`), so that
# a console with fifty polls asks for the viewer's roles once.


def can_set_entry(control, has_open_poll):
    """Judge whether how one enters a room may be changed: only while no poll is open."""
    if control and has_open_poll:
        return deny(lazy("On ne change pas qui peut voter pendant un vote : fermez-le d’abord."))
    return control


def can_end(control, has_open_poll):
    """Judge whether a room may be ended."""
    if control and has_open_poll:
        return deny(lazy("Fermez ou annulez d’abord le vote ouvert."))
    return control


def can_open(control, poll, has_open_poll):
    """Judge whether a prepared poll may be opened: one at a time in a room."""
    if control and has_open_poll:
        return deny(ONE_AT_A_TIME)
    return control and _in_state(poll, ("prepared",), lazy("Ce vote a déjà été ouvert ou annulé."))


def can_announce(control, poll, has_open_poll):
    """Judge whether a prepared poll may be announced: not over one that is open."""
    if control and has_open_poll:
        return deny(ONE_AT_A_TIME)
    return control and _in_state(poll, ("prepared",), lazy("Ce vote a déjà été ouvert ou annulé."))


def can_show(control, poll, has_open_poll):
    """Judge whether a result may be shown on the screens: once published, and not over an open vote."""
    if control and has_open_poll:
        return deny(OPEN_STAYS)
    return control and _in_state(poll, ("published",), lazy("Publiez d’abord le résultat."))


def can_close(control, poll):
    """Judge whether a poll may be closed."""
    return control and _in_state(poll, ("open",), lazy("Ce vote n’est pas ouvert."))


def can_publish(control, poll):
    """Judge whether a poll's result may be published."""
    return control and _in_state(poll, ("closed",), lazy("Seul un vote fermé peut être publié."))


def can_cancel(control, poll):
    """Judge whether a poll may be cancelled; once published it stands."""
    return control and _in_state(poll, ("prepared", "open", "closed"), lazy("Ce vote est déjà publié ou annulé."))


def can_correct(control, poll):
    """Judge whether a poll may be cancelled and held again, put right: before its result is published."""
    reason = lazy("Seul un vote ouvert, ou fermé mais non publié, se corrige.")
    return control and _in_state(poll, ("open", "closed"), reason)


def can_run_off(facilitation, poll):
    """Judge whether a run-off may be prepared: the options of a published poll stand again."""
    if facilitation and len(poll.options) < 2:
        return deny(lazy("Un second tour oppose des options; ce vote n’en a pas."))
    return facilitation and _in_state(poll, ("published",), lazy("Publiez d’abord le résultat."))


def can_count(viewer, room):
    """Judge whether the viewer may enter or confirm what was counted by hand: tellers, and who runs the room."""
    if viewer.is_admin or roles_of(viewer, room.event_id) & {*FACILITATING, "teller"}:
        return allow()
    return deny(lazy("Seuls les scrutateurs, l’animation et la présidence comptent les voix."))


def can_welcome(viewer, event_id):
    """Judge whether the viewer may keep the list of a day's people and check them in: its desk, and who runs it."""
    if viewer.is_admin or roles_of(viewer, event_id) & {*FACILITATING, "desk", "organiser"}:
        return allow()
    if not viewer.is_signed_in:
        return deny(lazy("Connectez-vous pour tenir l’accueil."))
    return deny(lazy("Seuls l’accueil, l’organisation, l’animation et la présidence voient la liste des personnes."))


def can_hand_over(viewer, room):
    """Judge whether the viewer may move somebody's seat to another device: the desk, and who runs the room."""
    if viewer.is_admin or roles_of(viewer, room.event_id) & {*FACILITATING, "desk"}:
        return allow()
    return deny(lazy("Seuls l’accueil, l’animation et la présidence déplacent le siège de quelqu’un d’autre."))


def can_moderate(viewer, room):
    """Judge whether the viewer may show or hide reservations: the note-taker, and who runs the room."""
    if viewer.is_admin or roles_of(viewer, room.event_id) & {*FACILITATING, "note_taker"}:
        return allow()
    return deny(lazy("Seuls le secrétariat, l’animation et la présidence lisent les réserves avant les autres."))


def can_moderate_questions(viewer, room):
    """Judge whether the viewer may read, order and answer the questions of a room: the note-taker, and who runs it."""
    if can_moderate(viewer, room):
        return allow()
    return deny(lazy("Seuls le secrétariat, l’animation et la présidence lisent les questions avant les autres."))


def can_show_questions(viewer, room, state=None):
    """Judge whether questions may take the hall's screen; `state` is that of the poll the room shows, None for none."""
    verdict = can_facilitate(viewer, room)
    if verdict and state in ("open", "closed"):
        return deny(lazy("Un vote est à l’écran : les questions s’y montrent avant ou après."))
    return verdict


def can_admit(control, poll):
    """Judge whether a latecomer may be put on the roll of an open poll."""
    if control and not poll.admission:
        return deny(lazy("Ce vote a été préparé sans admission : les nouveaux sièges attendent le prochain."))
    return control and _in_state(poll, ("open",), lazy("Ce vote n’est pas ouvert."))


def can_change_proxies(control, has_open_poll):
    """Judge whether a proxy may be given or taken back: only while no poll is open."""
    if control and has_open_poll:
        return deny(lazy("Une procuration ne se donne ni ne se retire pendant un vote."))
    return control


def can_change_weights(control, has_open_poll):
    """Judge whether the weight of a seat may be changed: only while no poll is open."""
    if control and has_open_poll:
        return deny(lazy("Le poids d’un siège ne change pas pendant un vote."))
    return control


def can_edit(facilitation, poll, is_announced=False):
    """Judge whether a poll may be changed or removed: only before it opens, and not while the room reads it."""
    if facilitation and is_announced and poll.state == "prepared":
        return deny(lazy("Ce vote est annoncé : retirez d’abord l’annonce."))
    return facilitation and _in_state(poll, ("prepared",), lazy("Un vote ne peut plus être modifié une fois ouvert."))


def can_launch_pulse(control, pulse, has_open_poll):
    """Judge whether a flash poll may be launched: once, and never beside an open vote."""
    if control and has_open_poll:
        return deny(lazy("Un vote est ouvert : un sondage éclair ne se fait qu’entre deux votes."))
    return control and _in_state(pulse, ("prepared",), lazy("Ce sondage éclair a déjà eu lieu."))


def can_remove_pulse(facilitation, pulse):
    """Judge whether a flash poll may be removed: once it is on no screen."""
    return facilitation and _in_state(pulse, ("prepared", "away"), lazy("Retirez d’abord ce sondage de l’écran."))


def _in_state(poll, states, reason):
    return allow() if poll.state in states else deny(reason)
