"""A whole small world: days, forums, a community, a room with polls in every state. The sweeps walk in it."""

import secrets
from dataclasses import asdict, dataclass
from datetime import date

from forum.accounts.queries import find_account, find_viewer
from forum.accounts.viewer import ANONYMOUS
from forum.communities import services as communities
from forum.core.config import ROOT
from forum.core.database import db, transaction, utc_now
from forum.deliberation.day_file import read_day
from forum.deliberation.loading import load_day, load_file
from forum.deliberation.models import Finding
from forum.deliberation.queries import list_pistes, list_recommendations, list_themes
from forum.events import services as events
from forum.events.queries import get_event, list_events, list_sectors
from forum.followup import seeding
from forum.followup import services as followup
from forum.followup import tokens as followup_tokens
from forum.forums import services as forums
from forum.forums.rules import CATEGORIES, PAGE_SIZE
from forum.imports import services as imports
from forum.notes import services as notes
from forum.notifications import services as letters
from forum.notifications.models import Subscription
from forum.notifications.tokens import CONFIRM, LEAVE, write_token
from forum.plenary import presenters as rooms
from forum.plenary import queries, writer
from forum.plenary import services as plenary
from forum.plenary.entry import codes as pass_codes
from forum.plenary.entry import passes
from forum.questionnaires import services as questionnaires
from forum.questionnaires.models import Comment, Questionnaire
from forum.registration import services as registration
from forum.registration.keys import key_of
from forum.registration.queries import find_by_address
from forum.reports import services as reports
from forum.reports.brief import gather_brief
from forum.reports.gathering import gather_both, gather_report
from forum.series import services as series
from forum.votes import services as votes
from tests.support.cast import PEOPLE
from tests.support.second_day import make_day

SEATS = 12
LONG_WORD = "anticonstitutionnellement" * 4
BODY = """Un *message* avec un [lien](https://exemple.test/), une liste et une citation.

> Cité par quelqu’un d’autre.

1. d’abord
2. ensuite

| Colonne | Autre colonne |
|---|---|
| """ + LONG_WORD + """ | 2 |
"""


@dataclass
class World:
    """Name one of each thing there is, for addresses and for what must not leak."""

    event: str = ""
    finding: str = ""
    piste: str = ""
    recommendation: str = ""
    recommendation_number: str = ""
    forum: str = CATEGORIES[0][0]
    topic: int = 0
    closed_topic: int = 0
    post: int = 0
    edited_post: int = 0
    community: str = "ouvrages"
    guide: int = 0
    code: str = ""
    join_key: str = ""
    published_wording: str = ""
    published_choice: str = ""
    open_poll: str = ""
    prepared_poll: str = ""
    pulse: str = ""
    floor: str = ""
    turn: int = 0
    questions: str = ""
    question: str = ""
    cancelled_poll: str = ""
    seat_token: str = ""
    seat_secret: str = ""
    waiting_seat: int = 0
    confirm_token: str = ""
    leave_token: str = ""
    pass_key: str = ""
    participant: int = 0
    registration: int = 0
    registration_key: str = ""
    station_key: str = ""
    followup_token: str = ""
    asked_event: str = ""
    series: str = ""
    comment: str = ""

    def to_dict(self):
        return asdict(self)


def viewer(name):
    """Give one of the cast as a viewer."""
    return find_viewer(find_account(PEOPLE[name][0]).id)


def build_world():
    """Fill a migrated database that holds the cast: the days that come with the program, then an invented one.

    The things named are those of the invented day, so that nothing holds for the first day alone.
    """
    world = World()
    for path in sorted((ROOT / "forum/days").glob("*.yaml")):
        load_file(path)
    with transaction():
        load_day(read_day(make_day(seed=7, themes=4, pistes=4).encode()), utc_now())
    name_things(world)
    give_roles()
    write_in_forums(world)
    publish_guide(world)
    hold_votes(world)
    ask_for_letters(world)
    note_a_workshop(world)
    ask_about_days(world)
    issue_reports(world)
    take_registrations(world)
    follow_up(world)
    gather_series(world)
    db.session.remove()
    return world


def name_things(world):
    """Name a day, a finding, a piste and a recommendation of it."""
    with_pistes = [event for event in list_events(ANONYMOUS) if list_pistes(ANONYMOUS, event_id=event.id)]
    event = max(with_pistes, key=lambda day: day.id)
    pistes = list_pistes(ANONYMOUS, event_id=event.id)
    finding = db.session.query(Finding).filter(Finding.theme.has(event_id=event.id)).order_by(Finding.id).first()
    found = list_recommendations(ANONYMOUS, event_id=event.id) or list_recommendations(ANONYMOUS)
    world.event, world.piste, world.finding = event.slug, pistes[0].code, finding.code
    recommendation = next(row for row in found if row.kind == "recommendation")
    world.recommendation, world.recommendation_number = recommendation.code, recommendation.number


def give_roles():
    """Make ana the organiser and fred the facilitator of every day, sol his second."""
    with transaction():
        for event in list_events(ANONYMOUS):
            for name, role in (("ana", "organiser"), ("fred", "facilitator"), ("sol", "facilitator")):
                events.give_role(event.id, viewer(name).id, role)


def write_in_forums(world):
    """Open a topic of two pages with an edited and a removed message, and a closed topic."""
    with transaction():
        forums.ensure_categories()
    with transaction():
        world.topic = forums.open_topic(viewer("paul"), world.forum, "Des outils pour accompagner", BODY,
                                        subject=f"piste:{world.piste}").id
    for number in range(PAGE_SIZE + 2):
        with transaction():
            post = forums.reply(viewer("mia" if number % 2 else "paul"), world.topic, f"{BODY}\nRéponse {number}.")
            world.post = post.id if number % 2 == 0 else world.post
    with transaction():
        world.edited_post = forums.edit_post(viewer("paul"), world.post, BODY + "\nCorrigé.").id
    with transaction():
        gone = forums.reply(viewer("paul"), world.topic, "À retirer.").id
    with transaction():
        forums.remove_post(viewer("paul"), gone)
    with transaction():
        world.closed_topic = forums.open_topic(viewer("mia"), world.forum, LONG_WORD, BODY,
                                               subject=f"recommendation:{world.recommendation}").id
    with transaction():
        forums.close_topic(viewer("admin"), world.closed_topic)


def publish_guide(world):
    """Found a community and publish a guide of two versions in it, linked to the piste."""
    with transaction():
        community = communities.create_community(
            viewer("admin"), slug=world.community, name_fr="Ouvrages partagés", name_en="Shared works",
            purpose_fr="Écrire ensemble.", purpose_en="Writing together.", animator=PEOPLE["mia"][0]).id
    with transaction():
        world.guide = communities.publish_guide(
            viewer("mia"), community, title="Un guide d’essai", body=f"## Début\n\n{BODY}", rights="cc-by",
            subjects=(f"piste:{world.piste}",)).id


def hold_votes(world):
    """Open a room and hold polls in it: two published, one cancelled, one prepared, one open that nine voted in."""
    fred = viewer("fred")
    event = get_event(world.event, fred)
    with transaction():
        room = plenary.open_room(fred, event.id)
        world.code, world.join_key, room_id = room.code, room.join_key, room.id
        sectors = [sector.key for sector in list_sectors(event.id)]
        for number in range(SEATS):
            plenary.take_seat(room_id, device=secrets.token_hex(16), sector=sectors[number % len(sectors)])
    seats = queries.list_seats(room_id)
    wording = {"question": "Garde-t-on ces mots?", "method": "yesno",
               "subject": f"recommendation:{world.recommendation}", "rule": {"majority": "2/3", "base": "expressed"}}
    pistes = list_pistes(ANONYMOUS, event_id=event.id)[:5]
    choice = {"question": {"fr": "Lesquelles appliquer d’abord?", "en": "Which ones first?"}, "method": "approve",
              "maximum": 3, "select": 2,
              "options": [{"id": f"o{place}", "label": {"fr": piste.title_fr, "en": piste.title_en or piste.title_fr},
                           "subject": f"piste:{piste.code}"} for place, piste in enumerate(pistes)]}
    answers = [{"answer": "yes"}] * 8 + [{"answer": "no"}] * 3 + [{"answer": "abstain"}]
    choices = [{"options": ["o0", f"o{1 + place % (len(pistes) - 1)}"]} for place in range(SEATS)]
    world.published_wording, _ = hold_vote(fred, room_id, wording, seats, answers)
    world.published_choice, _ = hold_vote(fred, room_id, choice, seats, choices)
    world.cancelled_poll, _ = hold_vote(fred, room_id, choice, seats, choices, until="open")
    with transaction():
        plenary.cancel_poll(fred, world.cancelled_poll, "Une option manquait.")
    with transaction():
        world.prepared_poll = plenary.prepare_poll(fred, room_id, {**choice, "question": "Une autre question?"}).id
    world.pulse = hold_pulse(fred, room_id, seats)
    talk(world, fred, room_id, seats)
    # the open vote comes last; nine of twelve have voted, so that the counts are large enough to be shown
    last = {**choice, "admission": True}
    world.open_poll, world.seat_secret = hold_vote(fred, room_id, last, seats, choices[:9], until="open")
    with transaction():
        late, _ = plenary.take_seat(room_id, device=secrets.token_hex(16), sector=sectors[0])
        world.waiting_seat = late.id
    world.seat_token = rooms.seat_token(seats[0])
    welcome_people(world, fred, event.id, room_id)


def welcome_people(world, fred, event_id, room_id):
    """Make a few slips, expect two people, one of whom came, and open a shared station."""
    with transaction():
        plenary.make_slips(fred, room_id, 3)
        world.pass_key = pass_codes.key_of(passes.list_slips(room_id)[0].nonce)
        plenary.paste_participants(fred, event_id, f"Zoé Attendue\n{LONG_WORD[:80]}; {LONG_WORD}")
        world.participant = plenary.add_participant(fred, event_id, {"name": "Ève Arrivée"}).id
        plenary.spread_people(fred, event_id, 2, only_here=False, keep=False)
        plenary.check_in(fred, world.participant)
        _, world.station_key = plenary.open_station(fred, room_id)


def take_registrations(world):
    """Open registration with one place, which one person has; another waits, and a third is invited."""
    event = get_event(world.event, viewer("ana"))
    sector = list_sectors(event.id)[0].key
    with transaction():
        registration.set_up(viewer("ana"), world.event, {
            "mode": "public", "places": 1, "officer_name": "Personne inventée", "officer_email": "loi25@exemple.org",
            "erase_on": date(2099, 1, 1)}, {})
        for name, address in (("Lise Inscrite", "lise@exemple.org"), (LONG_WORD[:80], "long@exemple.org")):
            registration.register(event.id, {"name": name, "email": address, "sector": sector,
                                             "organisation": LONG_WORD, "access_needs": "Une rampe."})
        registration.invite(viewer("ana"), world.event, "invite@exemple.org", "fr")
    row = find_by_address(event.id, "lise@exemple.org")
    world.registration, world.registration_key = row.id, key_of(row.nonce)


def follow_up(world):
    """Open the topic of the first piste that the day retained."""
    ana = viewer("ana")
    page = seeding.read_day(world.event, ana)
    seeds = seeding.make_seeds(page, seeding.list_retained(page)[:1])
    with transaction():
        followup.open_topics(ana, world.event, [(seed, world.forum) for seed in seeds])
    world.followup_token = followup_tokens.write_token(page.event.id, f"r{world.registration}")


def gather_series(world):
    """Gather the day and another in a series."""
    ana = viewer("ana")
    with transaction():
        world.series = series.begin_series(ana, world.event, {
            "slug": "deux-villes", "title_fr": f"Deux villes, {LONG_WORD}", "introduction_fr": BODY}).slug
    with transaction():
        series.put_in_series(ana, world.asked_event, world.series)
    with transaction():
        events.update_event(ana, world.asked_event, {"city_fr": LONG_WORD})


def ask_for_letters(world):
    """Let one address ask for what becomes of the day, not yet confirmed."""
    with transaction():
        letters.subscribe("lise@exemple.test", "fr", get_event(world.event, viewer("fred")).id, is_whole_day=True)
    asked = db.session.query(Subscription).one().id
    world.confirm_token, world.leave_token = write_token(CONFIRM, asked), write_token(LEAVE, asked)


def note_a_workshop(world):
    """Take notes of a workshop: a line of each kind, one of them long, not validated yet."""
    ana = viewer("ana")
    with transaction():
        theme = list_themes(get_event(world.event, ana).id)[0]
        sheet = notes.add_sheet(ana, world.event, {"title_fr": "Atelier A", "theme_id": theme.id, "people": "12"})
        for kind, shared in (("said", "several"), ("proposal", "unanimous"), ("parked", "unsaid")):
            line = notes.add_line(ana, world.event, sheet.id, {"kind": kind, "shared": shared, "text_fr": LONG_WORD},
                                  secrets.token_hex(16))
        world.notes_sheet, world.notes_line = sheet.id, line.id
    with transaction():
        blocks = [("heading", 2, "Volet 1 : Acteurs"), ("heading", 3, "Constats"), ("item", 1, LONG_WORD),
                  ("heading", 3, "Sans suite"), ("paragraph", 0, "Ce qui ne va nulle part.")]
        world.failed_job = imports.begin_reading(ana, world.event, "abime.pdf", b"%PDF-1.7 rien", False,
                                                 f"/fr/journees/{world.event}/import/").id
        world.import_document = imports.begin(ana, world.event, "compte-rendu.docx", blocks).id


def ask_about_days(world):
    """Open the questionnaire of the day, with answers by phone and from paper, and publish that of another day."""
    ana = viewer("ana")
    world.asked_event = next(event.slug for event in list_events(ANONYMOUS) if event.slug != world.event)
    for slug in (world.event, world.asked_event):
        with transaction():
            found = questionnaires.create(ana, slug, with_model=True)
        with transaction():
            questionnaires.move(ana, slug, "open")
        fields = [(f"q{row.id}", row.kind, row.options) for row in found.questions]
        for number in range(6):
            sent = {name: [LONG_WORD if kind == "text" else options[number % len(options)]["key"]]
                    for name, kind, options in fields}
            sent |= {f"{name}-quote": ["1"] for name, kind, _options in fields if kind == "text"}
            with transaction():
                questionnaires.send_reply(ANONYMOUS, slug, secrets.token_hex(16), sent)
        with transaction():
            questionnaires.type_sheet(ana, slug, secrets.token_hex(16), "7", sent)
        world.comment = db.session.query(Comment).filter_by(questionnaire_id=found.id).first().id
        with transaction():
            questionnaires.judge_comment(ana, slug, world.comment, True)
        if slug != world.event:
            for act in ("close", "publish"):
                with transaction():
                    questionnaires.move(ana, slug, act)
    mine = db.session.query(Comment).join(Questionnaire, Questionnaire.id == Comment.questionnaire_id)
    world.comment = mine.filter(Questionnaire.event.has(slug=world.event), ~Comment.is_approved).first().id


def issue_reports(world):
    """Write before a part of the day's report, leave one out, and issue a report and a brief."""
    ana = viewer("ana")
    with transaction():
        reports.write_part(ana, world.event, "votes", {"text_fr": BODY})
        reports.write_part(ana, world.event, "account", {"is_left_out": True, "reason": "À relire."})
    for kind, gather in (("report", gather_report), ("brief", gather_brief)):
        trees = gather_both(gather, world.event, ana)
        with transaction():
            reports.issue_edition(ana, world.event, kind, {"author": ana.name, "remark": LONG_WORD}, trees)


def hold_pulse(fred, room_id, seats):
    """Ask the room for words, which opening the next vote puts away; give its id."""
    with transaction():
        pulse_id = plenary.prepare_pulse(fred, room_id, kind="words", question_fr="Un mot sur la journée?",
                                         question_en="One word about the day?", is_shown=True).id
    with transaction():
        plenary.launch_pulse(fred, pulse_id)
    for seat, word in zip(seats, ("Écoute", "ecoute", LONG_WORD[:40]), strict=False):
        writer.answer_pulse(pulse_id, queries.find_seat(rooms.seat_token(seat)), word)
    return pulse_id


def talk(world, fred, room_id, seats):
    """Let seats ask to speak, one of them speak, and ask questions, one of which is answered."""
    held = [queries.find_seat(rooms.seat_token(seat)) for seat in seats[1:5]]  # the sweeps look through the first
    with transaction():
        world.floor = plenary.open_floor(fred, room_id, has_labels=True).id
    for seat, label in zip(held, ("for", "against", "procedure", None), strict=True):
        with transaction():
            world.turn = plenary.ask_floor(seat, label)[0].id
    with transaction():
        plenary.give_floor(fred, room_id)
    with transaction():
        world.questions = plenary.open_round(fred, room_id, subject_fr="Les moyens", subject_en="The means",
                                             needs_approval=False).id
    for seat, text in zip(held, ("Qui paie?", f"Et {LONG_WORD}?", "Quand commence-t-on?", "Avec qui?"), strict=True):
        with transaction():
            world.question = plenary.ask_question(seat, world.questions, text, "seat").id
    writer.support_question(world.question, held[0], True)
    with transaction():
        plenary.answer_question(fred, world.question, "written", "Avec les milieux preneurs.")
    with transaction():
        plenary.shortlist_question(fred, world.question, True)


def hold_vote(fred, room_id, spec, seats, choices, until="published"):
    """Prepare and open a poll and cast these choices; close and publish it too unless told otherwise.

    Gives (poll id, the first seat's secret).
    """
    with transaction():
        poll_id = plenary.prepare_poll(fred, room_id, spec).id
    with transaction():
        plenary.open_poll(fred, poll_id)
    drawn = [secrets.token_hex(16) for _ in choices]
    with transaction():
        votes.cast_batch([votes.Cast(poll_id, queries.voter_key(seat.id), secret, choice)
                          for seat, secret, choice in zip(seats, drawn, choices, strict=False)])
    if until == "published":
        with transaction():
            plenary.close_poll(fred, poll_id)
        with transaction():
            plenary.publish_poll(fred, poll_id)
    return poll_id, drawn[0]
