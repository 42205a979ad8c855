"""Registration in words: its letters, its states, and the table of what is known by whom until when (Law 25)."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta

from forum.core.database import db, utc_now
from forum.core.i18n import TIME_ZONE, _, bi, format_date, in_language, lazy
from forum.core.policies import deny
from forum.core.web.pages import lasts_until
from forum.events.models import Event
from forum.events.presenters import hours, where_of
from forum.notifications.presenters import Words, address, shorten
from forum.notifications.queries import are_set_up
from forum.registration.ics import write_calendar
from forum.registration.keys import key_of
from forum.registration.models import Registration
from forum.registration.policies import CLOSED, can_register
from forum.registration.queries import count_states, find_setting, list_quotas, place_in_line
from forum.registration.rules import HOLDS_IN

STATE_NAMES = {"invited": lazy("Invitation envoyée"), "registered": lazy("Place confirmée"),
               "waiting": lazy("En attente"), "cancelled": lazy("Inscription annulée")}
MODE_NAMES = {"closed": lazy("Fermées"), "invited": lazy("Sur invitation"), "public": lazy("Publiques")}
CAPACITY_NAMES = {"personal": lazy("En son nom"), "organisation": lazy("Pour son organisme"),
                  "observer": lazy("En observation, sans voter")}
LINE_NAMES = {"new": lazy("Nouvelle"), "changed": lazy("Changée"), "known": lazy("Déjà là"),
              "duplicate": lazy("En double dans le fichier"), "unknown_sector": lazy("Milieu inconnu"),
              "bad_address": lazy("Mauvaise adresse"), "invalid": lazy("À corriger"), "blank": lazy("Vide")}
COLUMN_NAMES = {"name": lazy("Nom"), "email": lazy("Adresse de courriel"), "organisation": lazy("Organisme"),
                "sector": lazy("Milieu"), "capacity": lazy("À quel titre"), "language": lazy("Langue")}
SAMPLE_KEY = "apercu"


def write_letter(letter):
    """Write a letter of the outbox as things now stand; None once it does not say what is the case."""
    row = db.session.get(Registration, int(letter.about), populate_existing=True)
    if row is None or not row.email or row.state not in HOLDS_IN[letter.kind]:
        return None
    event, setting = db.session.get(Event, row.event_id), find_setting(row.event_id)
    place = place_in_line(row) if row.state == "waiting" else 0
    with in_language(row.language):
        words = say(letter.kind, row.state, event, setting, row.language, key_of(row.nonce), row.name, place)
        if row.state == "registered" or letter.kind == "cancelled":
            calendar = write_calendar(event, row.uid, row.revision, is_cancelled=row.state == "cancelled")
            words = replace(words, calendar=calendar)
    return replace(words, email=row.email)


def say(kind, state, event, setting, language, key, name, place):
    """Say the letter of a kind; what is already the case when it is said again depends on the state."""
    day = shorten(bi(event, "title"))
    subject, heading, first = _say_what(kind, state, day, place)
    said = [_("Bonjour %(name)s,", name=name) if name else _("Bonjour,"), first, *_say_when(event, state)]
    said.append({
        "registered": _("Un empêchement? Annulez par le lien : votre place ira à quelqu’un d’autre."),
        "waiting": _("Une place qui se libère va à la première personne de la file, et une lettre le lui dit."),
        "invited": _("Ce lien est à vous seul : il vous inscrit, et sert ensuite à changer ou à annuler."),
        "cancelled": _("Vous changez d’idée? Le même lien permet de vous inscrire de nouveau, s’il reste une place."),
    }[state])
    action = _("M’inscrire") if state == "invited" else _("Voir, changer ou annuler mon inscription")
    return Words(language=language, subject=subject, heading=heading, paragraphs=tuple(said),
                 action=(action, address("registration.own", lang=language, key=key)), foot=_say_foot(setting))


def _say_what(kind, state, day, place):
    is_told = kind if kind != "again" else {"registered": "confirmed"}.get(state, state)
    subject, heading, first = {
        "confirmed": (_("Inscription confirmée : %(day)s", day=day), _("Votre place est réservée"),
                      _("Votre place à la journée « %(day)s » est réservée.", day=day)),
        "waiting": (_("Liste d’attente : %(day)s", day=day), _("Vous êtes en liste d’attente"),
                    _("Il n’y a plus de place à la journée « %(day)s » pour l’instant. Vous êtes à la place "
                      "%(place)s de la file.", day=day, place=place)),
        "promoted": (_("Une place est à vous : %(day)s", day=day), _("Une place s’est libérée"),
                     _("Vous étiez en liste d’attente : une place à la journée « %(day)s » est maintenant à votre nom.",
                       day=day)),
        "cancelled": (_("Inscription annulée : %(day)s", day=day), _("Votre inscription est annulée"),
                      _("Votre inscription à la journée « %(day)s » est annulée.", day=day)),
        "invited": (_("Invitation : %(day)s", day=day), _("Une invitation pour vous"),
                    _("L’équipe de la journée « %(day)s » vous invite à y participer.", day=day)),
    }[is_told]
    if kind == "again":
        heading = _("Cette adresse est déjà connue")
        first = _("Quelqu’un, vous sans doute, a demandé d’inscrire de nouveau cette adresse; rien n’a changé.") + (
            " " + first)
    return subject, heading, first


def _say_when(event, state):
    if state == "cancelled":
        return
    if event.date:
        times = [item for item in event.programme if item.starts_at]
        when = format_date(event.date)
        if times:
            last = max(time for item in times for time in (item.starts_at, item.ends_at) if time)
            when = f"{when}, {hours({'starts_at': min(item.starts_at for item in times), 'ends_at': last})}"
        yield _("Quand : %(when)s", when=when)
    if where_of(event):
        yield _("Où : %(place)s", place=shorten(where_of(event)))


def _say_foot(setting):
    if setting is None or setting.erase_on is None:
        return ()
    return (_("Votre adresse, vos besoins d’accès et votre repas sont effacés le %(day)s.",
              day=format_date(setting.erase_on)),
            _("Responsable de la protection des renseignements personnels : %(name)s, %(email)s",
              name=setting.officer_name, email=setting.officer_email))


def sample_letters(event, setting, language):
    """Give {kind: words} of every letter of a day as it would be written to an invented person."""
    states = {"confirmed": "registered", "promoted": "registered", "again": "registered"}
    with in_language(language):
        name = _("Prénom Nom")
        return {kind: say(kind, states.get(kind, kind), event, setting, language, SAMPLE_KEY, name, 3)
                for kind in HOLDS_IN}


def privacy_rows(event, setting):
    """Give (what, public, participants, team, until when) of each thing that is asked, for the table of a day."""
    until = format_date(setting.erase_on) if setting and setting.erase_on else _("date à fixer")
    kept, no = _("avec les documents de la journée"), _("non")
    team, organisers = _("organisation et accueil"), _("organisation seulement")
    return [
        (_("Nom et organisme"), no, _("sur l’insigne, si vous en portez un"), team, kept),
        (_("Milieu et titre (en son nom, pour son organisme, en observation)"),
         _("en nombres seulement, jamais avec un nom"), no, team, kept),
        (_("Adresse de courriel et langue"), no, no, _("organisation et accueil; les lettres de la journée"), until),
        (_("Accord pour être contacté"), no, no, organisers, until),
        (_("Besoins d’accès"), no, no, organisers, until),
        (_("Repas"), no, no, organisers, until),
        (_("Inscription non retenue : invitation, attente, annulation"), no, no, team, until),
    ]


def day_registration(event):
    """Tell the page of a day how one registers now: None when it takes nobody, else ("open" or "closed", a sentence).

    What it says may change at midnight, which bounds how long the page is kept.
    """
    setting, now = find_setting(event.id), utc_now()
    if setting is None or setting.mode == "closed":
        return None
    today = now.astimezone(TIME_ZONE).date()
    lasts_until(datetime.combine(today + timedelta(days=1), time.min, TIME_ZONE).astimezone(now.tzinfo))
    verdict = can_register(setting, today) if are_set_up() else deny(CLOSED)
    return ("open", "") if verdict else ("closed", str(verdict.reason))


def count_by_sector(event, sectors):
    """Give [(sector, {state: how many}, places or None)…] of a day, in its order, those without a sector last."""
    counts, quotas = count_states(event.id), list_quotas(event.id)
    names = [(row.key, bi(row, "label")) for row in sectors]
    known = {key for key, _name in names}
    names += [(key, key or _("Sans milieu")) for key in sorted({key for key, _state in counts} - known, key=str)]
    return [(name, {state: counts.get((key, state), 0) for state in STATE_NAMES}, quotas.get(key))
            for key, name in names]


def count_lines(lines):
    """Give [(state, how many)…] of the rows of a file, the states that there are."""
    found = Counter(line.state for line in lines)
    return [(state, found[state]) for state in LINE_NAMES if found[state]]
