"""The demonstration: the two founding days as published, and beside them examples that say what they are.

Nothing here speaks for a real person or body: every account, question and message says that it is a demonstration.
"""

import json
import os
import random
import secrets

from forum.accounts import services as accounts
from forum.accounts.queries import find_account, find_viewer
from forum.communities import services as communities
from forum.core.config import ROOT
from forum.core.database import transaction
from forum.core.i18n import _, current_language
from forum.core.models import find_mark, set_mark
from forum.deliberation.loading import load_file
from forum.deliberation.queries import list_pistes
from forum.events import services as events
from forum.events.queries import get_event, list_sectors
from forum.forums import services as forums
from forum.plenary import queries as rooms
from forum.plenary import services as plenary
from forum.questionnaires import services as questionnaires
from forum.site import demo_texts as texts
from forum.votes import services as votes
from forum.votes.methods.judge import GRADES

DAYS = ("2007-01-18.yaml", "atelier-2-mise-a-l-echelle.yaml")
ACCOUNTS_FILE = "demo-accounts.json"
ACCOUNTS = {
    "animation@demo.test": ("Animation (démonstration)", "other", "facilitator"),
    "participation@demo.test": ("Participation (démonstration)", "community", None),
    "accompagnement@demo.test": ("Accompagnement (démonstration)", "university", None),
    "organisation@demo.test": ("Organisation (démonstration)", "other", "organiser"),
}
SEATS = 46


def prepare_demo(settings, address):
    """Make what is missing of the demonstration; yields the lines to print."""
    load_days()
    passwords = make_accounts(settings.data)
    if find_mark("demo") is None:
        make_examples()
    with transaction():
        set_mark("address", address)
    room = open_room_of_demo()
    yield ""
    yield f"  Concert’Action   {address}/"
    page = f"{address}/{current_language()}/salle/{room.code}/"
    yield "  " + _("Salle de vote : %(code)s   %(page)s", code=f"{room.code[:3]} {room.code[3:]}", page=page)
    yield "  " + _("Console : %(page)s", page=f"{page}console/")
    yield "  " + _("Écran : %(page)s", page=f"{page}ecran/?cle={room.join_key}")
    yield ""
    for email, password in passwords.items():
        yield f"  {email:<28} {password}"
    yield ""


def open_room_of_demo():
    """Give the room that is open, or open another when it was ended."""
    live = rooms.list_live_rooms()
    if live:
        return live[0]
    with transaction():
        return plenary.open_room(viewer_of("animation"), get_event_of(texts.DAY_SLUGS[0]).id)


def load_days():
    """Load the two days' files; a second time changes nothing."""
    for name in DAYS:
        load_file(ROOT / "forum/days" / name)


def make_accounts(folder):
    """Make the four accounts; their passwords, drawn at first start, are kept in a private file to be printed again."""
    path = folder / ACCOUNTS_FILE
    passwords = json.loads(path.read_text()) if path.exists() else {}
    for email, (name, sector, role) in ACCOUNTS.items():
        if find_account(email) is None:
            passwords[email] = secrets.token_urlsafe(9)
            with transaction():
                account = accounts.sign_up(email, name, passwords[email], sector=sector, is_demo=True)
                if role:
                    for slug in texts.DAY_SLUGS:
                        events.give_role(get_event_of(slug).id, account.id, role)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        json.dump(passwords, handle)
    return passwords


def get_event_of(slug):
    """Give a loaded day."""
    return get_event(slug, find_viewer(find_account("animation@demo.test").id))


def viewer_of(name):
    """Give the viewer of one of the four accounts."""
    return find_viewer(find_account(f"{name}@demo.test").id)


def make_examples():
    """Add the examples once: topics, a community with its guide, one room with a vote behind it and one ahead."""
    make_topics()
    make_community()
    make_votes()
    make_questionnaire()
    with transaction():
        set_mark("demo", "1")


def make_questionnaire():
    """Open a questionnaire of demonstration on the first day, with a few invented answers, as its introduction says."""
    organiser, slug, hall = viewer_of("organisation"), texts.DAY_SLUGS[0], random.Random(2007)  # noqa: S311
    with transaction():
        found = questionnaires.create(organiser, slug, with_model=True)
        questionnaires.change_settings(organiser, slug, {**texts.QUESTIONNAIRE_INTRO, "asks_sector": True})
    with transaction():
        questionnaires.move(organiser, slug, "open")
    sectors = [sector.key for sector in list_sectors(found.event_id)]
    for number in range(texts.QUESTIONNAIRE_ANSWERS):
        sent = {"sector": [sectors[number % len(sectors)]]}
        for question in found.questions:
            if question.options:
                place = min(len(question.options) - 1, int(hall.expovariate(1)))
                sent[f"q{question.id}"] = [question.options[place]["key"]]
            elif number == 0:
                sent |= {f"q{question.id}": [texts.QUESTIONNAIRE_COMMENT], f"q{question.id}-quote": ["1"]}
        with transaction():
            questionnaires.send_reply(organiser, slug, secrets.token_hex(16), sent)


def make_topics():
    """Open topics in the three forums."""
    with transaction():
        forums.ensure_categories()
    for topic in texts.TOPICS:
        with transaction():
            opened = forums.open_topic(
                viewer_of(topic["by"]), topic["forum"], topic["title"], topic["body"], subject=topic.get("subject")
            )
            topic_id = opened.id
        for name, body in topic["replies"]:
            with transaction():
                forums.reply(viewer_of(name), topic_id, body)


def make_community():
    """Found the community "Accompagnement" with its first guide."""
    with transaction():
        community = communities.create_community(
            viewer_of("organisation"), animator="accompagnement@demo.test", **texts.COMMUNITY)
        community_id = community.id
    with transaction():
        communities.publish_guide(viewer_of("accompagnement"), community_id, **texts.GUIDE)


def make_votes():
    """Hold three example votes to their end, and leave others prepared in an open room."""
    animation = viewer_of("animation")
    hall = random.Random(2007)  # noqa: S311 - the same invented hall each time
    first_day, second_day = (get_event_of(slug) for slug in texts.DAY_SLUGS)
    answers = ["yes"] * 32 + ["no"] * 9 + ["abstain"] * 5
    wording = {
        "question": texts.WORDING_QUESTION,
        "method": "yesno",
        "subject": texts.WORDING_SUBJECT,
        "rule": {"majority": "2/3", "base": "expressed"},
    }
    hold_room(animation, second_day, hall, [(wording, [{"answer": answer} for answer in answers])])
    pistes = list_pistes(animation, event_id=first_day.id)
    priorities = ask_priorities(pistes)
    keys = [option["id"] for option in priorities["options"]]
    weights = [texts.FAVOURED.get(key, 1) for key in keys]
    choices = [{"options": sorted({hall.choices(keys, weights)[0] for _ in range(3)})} for _ in range(SEATS)]
    graded = ask_about(pistes, 2, texts.GRADED_QUESTION, method="judge")
    hold_room(animation, first_day, hall, [(priorities, choices), (graded, grade_all(graded, hall))])
    budget = ask_about(pistes, 1, texts.BUDGET_QUESTION, method="equal_shares", budget=texts.BUDGET)
    for option, cost in zip(budget["options"], texts.COSTS, strict=True):
        option["cost"] = cost
    with transaction():
        room = plenary.open_room(animation, first_day.id)
        plenary.prepare_poll(animation, room.id, {**priorities, "question": texts.NEXT_QUESTION})
        plenary.prepare_poll(animation, room.id, ask_about(pistes, 3, texts.RANKED_QUESTION, method="rank_schulze"))
        plenary.prepare_poll(animation, room.id, budget)


def grade_all(poll, hall):
    """Draw the grades that each seat of the invented hall gives: the options differ by how high theirs may be."""
    keys = [option["id"] for option in poll["options"]]
    return [{"marks": {key: GRADES[min(len(GRADES) - 1, int(hall.triangular(0, 7, 1 + place)))]
                       for place, key in enumerate(keys)}} for _ in range(SEATS)]


def ask_about(pistes, theme, question, **settings):
    """Describe a poll on the pistes of one theme."""
    options = [option for option in ask_priorities(pistes)["options"] if option["id"].startswith(str(theme))]
    return {"question": question, "options": options, **settings}


def ask_priorities(pistes):
    """Describe the poll that asks which pistes to apply first."""
    options = [
        {
            "id": piste.code.split("-")[1].lower(),
            "label": {"fr": piste.title_fr, "en": piste.title_en or piste.title_fr},
            "subject": f"piste:{piste.code}",
        }
        for piste in pistes
    ]
    return {"question": texts.PRIORITY_QUESTION, "method": "approve", "maximum": 3, "select": 3, "options": options}


def hold_room(animation, event, hall, polls):
    """Open a room of the day, hold votes in it, each a poll's body and the choices of its seats, and end it."""
    room_id = open_room_with_seats(animation, event, hall)
    for spec, choices in polls:
        hold_vote(animation, room_id, spec, choices)
    with transaction():
        plenary.end_room(animation, room_id)


def open_room_with_seats(animation, event, hall):
    """Open a room of the day and seat the invented hall."""
    sectors = [sector.key for sector in list_sectors(event.id)]
    with transaction():
        room = plenary.open_room(animation, event.id)
        for _ in range(SEATS):
            plenary.take_seat(room.id, device=secrets.token_hex(16), sector=hall.choice(sectors))
        return room.id


def hold_vote(animation, room_id, spec, choices):
    """Prepare, open, cast, close and publish one vote."""
    with transaction():
        poll_id = plenary.prepare_poll(animation, room_id, spec).id
    with transaction():
        plenary.open_poll(animation, poll_id)
    seats = rooms.list_seats(room_id)
    with transaction():
        votes.cast_batch(
            [
                votes.Cast(poll_id, rooms.voter_key(seat.id), secrets.token_hex(16), choice)
                for seat, choice in zip(seats, choices, strict=True)
            ]
        )
    with transaction():
        plenary.close_poll(animation, poll_id)
    with transaction():
        plenary.publish_poll(animation, poll_id)
