"""What follows a day in words: the letter to those who asked, and what the public page shows."""

from dataclasses import dataclass, replace

from forum.core.database import db
from forum.core.i18n import LANGUAGES, _, bi, current_language, format_date, in_language, ngettext
from forum.core.web.pages import remember
from forum.deliberation.presenters import shown_code, states_of
from forum.events.models import Event
from forum.followup import queries, tokens
from forum.notifications.presenters import Words, address, shorten
from forum.registration.queries import find_setting

SAMPLE = "apercu"


def write_letter(letter):
    """Write a letter of the outbox as things now stand; None once its reader left, or nothing it tells is theirs."""
    mailing_id, _colon, ident = letter.about.partition(":")
    reached = queries.find_address(ident)
    told = queries.list_told(int(mailing_id))
    if reached is None or not told:
        return None
    email, key, erase_on = reached
    event = told[0].piste.theme.event
    reader = queries.map_readers(event.id, [row.piste.node_id for row in told], key).get(key)
    if reader is None:
        return None
    with in_language(reader.language):
        words = say(event, [row.piste for row in told], reader, tokens.write_token(event.id, reader.ident))
    return replace(words, email=email, erase_on=erase_on if reader.ident[:1] == "s" else None)


def say(event, pistes, reader, token):
    """Say the letter that tells a reader of topics, in the page's language."""
    pistes = [piste for piste in pistes if reader.nodes is None or piste.node_id in reader.nodes]
    day, count = shorten(bi(event, "title")), len(pistes)
    where = address("followup.page", lang=reader.language, slug=event.slug)
    first = _("Comme vous l’avez demandé, voici ce qui suit la journée « %(day)s » : ces pistes d’action, retenues ce "
              "jour-là, ont maintenant leur sujet dans les forums. Chacun part du texte exact, des constats, de ce qui "
              "s’est dit et de ce qui a été décidé.", day=day)
    return Words(
        language=reader.language,
        subject=ngettext("Les suites de « %(day)s » : %(num)s sujet ouvert",
                         "Les suites de « %(day)s » : %(num)s sujets ouverts", count, day=day),
        heading=_("Les suites de la journée"),
        paragraphs=(first, _("Tout le monde peut lire ces sujets; un compte suffit pour y répondre.")),
        links=tuple((shorten(f"{shown_code(piste.code)} · {bi(piste, 'title')}"), f"{where}#piste-{piste.code}")
                    for piste in pistes),
        action=(_("Voir toutes les suites"), where),
        leave=address("followup.leave", lang=reader.language, token=token),
        leave_says=_("Ne plus recevoir les suites de cette journée"), foot=_say_foot(event, reader))


def _say_foot(event, reader):
    if reader.ident[:1] == "s":
        return (_("Vous recevez cette lettre parce que vous avez demandé les suites."),)
    setting = find_setting(event.id)
    said = [_("Vous recevez cette lettre parce que vous avez accepté, en vous inscrivant, que l’organisation vous "
              "écrive à propos des suites de la journée.")]
    if setting and setting.erase_on:
        said.append(_("Votre adresse est effacée le %(day)s. Responsable de la protection des renseignements "
                      "personnels : %(name)s, %(email)s", day=format_date(setting.erase_on),
                      name=setting.officer_name, email=setting.officer_email))
    return tuple(said)


def sample_letters(event, pistes):
    """Give {language: words} of the letter that tells of these pistes, as it goes to who accepted at registration."""
    made = {}
    for language in LANGUAGES:
        with in_language(language):
            made[language] = say(event, pistes, queries.Reader(f"r{SAMPLE}", language, None), SAMPLE)
    return made


@dataclass(frozen=True)
class Line:
    """Hold what became of one retained piste or recommendation, for the public page."""

    kind: str
    thing: object
    anchor: str
    code: str
    theme: int | None
    states: tuple
    topic: object = None


def list_lines(page, retained, openings, decided):
    """Give what became of every retained piste and of every recommendation of a day, in its order.

    `decided` gives the decisions on each recommendation in the order they were made.
    """
    topics = {row.piste_id: row.topic for row in openings if row.topic.hidden_at is None}
    lines = [Line("piste", row.piste, f"piste-{row.piste.code}", f"{row.theme.number}{row.piste.letter}",
                  row.theme.number, tuple((word, "decided") for word in row.words), topics.get(row.piste.id))
             for row in retained]
    return lines + [
        Line("recommendation", row, f"recommandation-{row.code}", row.number, row.theme.number if row.theme else None,
             tuple(states_of(decided.get(row.id, [])))) for row in page.recommendations]


def sent_on(mailing):
    """Say when the last letter left and how many it was, or nothing."""
    if mailing is None:
        return ""
    return ngettext("Dernier envoi : %(num)s lettre, le %(day)s.", "Dernier envoi : %(num)s lettres, le %(day)s.",
                    mailing.letters, day=format_date(mailing.sent_at))


def day_followup(event):
    """Tell the page of a day what follows it, in a few words; "" while nothing does."""
    return remember(("day-followup", event.id, current_language()), (f"event:{event.slug}",), lambda: _say_count(event))


def _say_count(event):
    count = queries.count_openings(event.id)
    return ngettext("%(num)s sujet ouvert", "%(num)s sujets ouverts", count) if count else ""


def event_of(event_id):
    """Give a day by its id."""
    return db.session.get(Event, event_id)
