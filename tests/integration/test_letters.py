"""« Recevoir les suites »: asked, confirmed, sent once, stopped, erased; through a real mail server on loopback."""

import email
import re
import socket
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from sqlalchemy import select

from forum.core.config import ConfigurationError
from forum.core.database import UtcDateTime, db, transaction, utc_now
from forum.core.errors import Missing
from forum.deliberation import services as deliberation
from forum.notifications import post, rules, services
from forum.notifications.models import Letter, News, Subscription
from forum.notifications.tokens import CONFIRM, LEAVE, write_token
from forum.plenary import services as plenary
from tests.support.forum import csrf_of
from tests.support.rooms import YESNO, do, make_day, open_room, prepare, sit
from tests.support.sites import opened_app, sign_in_as

BASE = "https://concert.exemple.test"


class Mailbox(Message):
    """Keep what arrives; refuse those whose address says so."""

    def __init__(self):
        super().__init__()
        self.arrived = []

    def handle_message(self, message):
        self.arrived.append(email.message_from_bytes(message.as_bytes(), policy=default))

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the server's name for it
        if address.startswith(("unknown", "busy")):
            return "550 no such person" if address.startswith("unknown") else "451 later"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture(scope="module")
def server():
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    controller.box = box
    yield controller
    controller.stop()


@pytest.fixture
def app(backend, db_url, server):
    server.box.arrived.clear()
    with opened_app(db_url, backend.folder, public_url=BASE, mail_from="Concert'Action <lettres@exemple.org>",
                   smtp_url=f"smtp://127.0.0.1:{server.port}?starttls=no") as app:
        yield app


@contextmanager
def settings(app, **more):
    """Let the application believe in other settings for a while."""
    kept = app.extensions["settings"]
    app.extensions["settings"] = replace(kept, **more)
    app.extensions["pages"].clear()
    yield
    app.extensions["settings"] = kept


def send(server, now=None):
    """Empty the outbox; gives what arrived, by subject."""
    server.box.arrived.clear()
    post.send_due(now)
    return server.box.arrived


def publish(cast, room, **more):
    """Hold a vote to its publication; gives the poll."""
    poll = prepare(cast, room, {**YESNO, **more})
    for act in ("open_poll", "close_poll", "publish_poll"):
        do(act, cast.fred, poll)
    return poll


def follow(address, event, confirmed=True, **more):
    """Let an address ask, and confirm."""
    with transaction():
        services.subscribe(address, more.pop("language", "fr"), event.id, **more)
    ident = db.session.scalars(select(Subscription.id).where(Subscription.email == address)).all()[-1]
    if confirmed:
        with transaction():
            services.confirm(ident)
    return ident


@pytest.fixture
def room(cast):
    event = make_day(cast)
    room = open_room(cast, event)
    sit(room)
    room.day = event
    return room


def test_from_the_page_of_a_result_to_the_letter_and_out_again(app, cast, room, server):
    poll = publish(cast, room)
    visitor, page = app.test_client(), f"/fr/votes/{poll.id}/suivre/"
    assert "Recevoir les suites" in visitor.get(f"/fr/votes/{poll.id}/").get_data(as_text=True)
    form = {"csrf_token": csrf_of(visitor, page), "scope": "poll", "email": "Lise.Roy@Exemple.org", "language": "en"}
    refused = visitor.post(page, data=form)
    assert refused.status_code == 422  # without consent nothing is kept
    assert db.session.query(Subscription).count() == 0
    assert visitor.post(page, data=form | {"consent": "y"}).status_code == 303

    asking, = send(server)
    assert asking["To"] == "Lise.Roy@exemple.org" or asking["To"] == "Lise.Roy@Exemple.org"
    assert "Confirm" in asking["Subject"]
    assert {part.get_content_type() for part in asking.walk()} == {"multipart/alternative", "text/plain", "text/html"}
    link = re.search(rf"{BASE}(/en/lettres/confirmer/\S+)", asking.get_body(("plain",)).get_content())[1]
    stranger = app.test_client()
    for _ in range(2):  # what only reads links confirms nothing
        assert stranger.get(link).status_code == 200
        assert stranger.head(link).status_code == 200
    assert db.session.scalar(select(Subscription.confirmed_on)) is None
    token = csrf_of(stranger, link)
    for _ in range(2):
        assert stranger.post(link, data={"csrf_token": token}).status_code == 303

    publish(cast, room)  # another vote, of nothing that was followed
    assert send(server) == []
    with transaction():
        services.announce("decision", "x", room.day.id, [poll.node_id], ("Une décision", "A decision"), "journees/x/")
        services.announce("decision", "x", room.day.id, [poll.node_id], ("Une décision", "A decision"), "journees/x/")
    letter, = send(server)
    assert send(server) == []
    assert letter["Subject"] == "Decision recorded: A decision"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    out = letter["List-Unsubscribe"].strip("<>").removeprefix(BASE)
    assert app.test_client().get(out).status_code == 200
    assert db.session.query(Subscription).count() == 1  # a link that is read erases nothing
    db.session.rollback()
    for _ in range(2):  # without cookie or token, and as often as one likes
        answer = app.test_client().post(out, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert (db.session.query(Subscription).count(), db.session.query(Letter).count()) == (0, 0)


def test_a_link_is_good_for_one_purpose_one_address_and_seven_days(app, cast, room):
    ident = follow("a@exemple.org", room.day, confirmed=False, is_whole_day=True)
    client, confirming, leaving = app.test_client(), write_token(CONFIRM, ident), write_token(LEAVE, ident)
    for bad in (leaving, confirming[:-2], "x", write_token(CONFIRM, "other")):
        assert client.get(f"/fr/lettres/confirmer/{bad}/").status_code == 404
    assert client.post(f"/fr/lettres/retrait/{confirming}/", data={"List-Unsubscribe": "One-Click"}).status_code == 404
    late = utc_now().date() + timedelta(days=rules.CONFIRM_DAYS + 1)
    with pytest.raises(Missing), transaction():
        services.confirm(ident, today=late)
    with transaction():
        assert services.forget_expired(today=late - timedelta(days=1)) == 0
        assert services.forget_expired(today=late) == 1
    kept = follow("a@exemple.org", room.day, is_whole_day=True)
    assert db.session.get(Subscription, kept).erase_on == rules.erase_day(utc_now().date())
    with transaction():
        assert services.forget_expired(today=rules.erase_day(utc_now().date()) + timedelta(days=1)) == 1


def test_every_kind_of_news_goes_out_once_to_each_address(app, cast, room, server):
    with transaction():
        text = deliberation.add_recommendation(cast.admin, room.day.slug, {
            "number": "1", "title_fr": "Un texte", "title_en": None, "text_fr": "Des mots.", "text_en": None})
    follow("jour@exemple.org", room.day, is_whole_day=True)
    follow("texte@exemple.org", room.day, node_ids=[text.node_id])
    with transaction():  # asked again: one address, one subscription, both wishes
        services.subscribe("TEXTE@exemple.org", "fr", room.day.id, [text.node_id])
    again = db.session.scalars(select(Subscription.id).where(Subscription.confirmed_on.is_(None))).one()
    with transaction():
        services.confirm(again)
    assert db.session.query(Subscription).count() == 2
    send(server)
    publish(cast, room, subject="recommendation:2031-1", question="Adoptez-vous ce texte?")
    assert sorted((letter["To"].lower(), letter["Subject"]) for letter in send(server)) == [
        ("jour@exemple.org", "Résultat publié\u00a0: Adoptez-vous ce texte?"),
        ("texte@exemple.org", "Résultat publié\u00a0: Adoptez-vous ce texte?")]
    for words in ("D’autres mots.", "D’autres mots."):  # the same words again change nothing
        with transaction():
            deliberation.add_wording(cast.admin, text.id, {"text_fr": words, "text_en": None})
    assert [letter["Subject"] for letter in send(server)] == ["Libellé modifié\u00a0: Un texte"] * 2
    assert {row.kind for row in db.session.query(News)} == {"result", "wording"}


def test_what_is_written_inside_a_refused_act_is_not_sent(app, cast, room, server):
    follow("a@exemple.org", room.day, is_whole_day=True)
    send(server)
    poll = prepare(cast, room, YESNO)
    do("open_poll", cast.fred, poll)
    do("close_poll", cast.fred, poll)

    def publish_and_fail():
        with transaction():
            plenary.publish_poll(cast.fred, poll.id)
            raise ZeroDivisionError

    pytest.raises(ZeroDivisionError, publish_and_fail)
    assert send(server) == []
    rehearsal = prepare(cast, room, YESNO, rehearsal=True)
    for act in ("open_poll", "close_poll", "publish_poll"):
        do(act, cast.fred, rehearsal)
    assert send(server) == []
    do("publish_poll", cast.fred, poll)
    do("publish_poll", cast.fred, poll)
    assert len(send(server)) == 1


def test_a_letter_is_tried_again_later_each_time_then_given_up_and_a_refused_address_at_once(app, cast, room, server):
    for address in ("unknown@exemple.org", "busy@exemple.org", "good@exemple.org"):
        follow(address, room.day, confirmed=False, is_whole_day=True)
    now = utc_now()
    assert [letter["To"] for letter in send(server, now)] == ["good@exemple.org"]
    state = {row.subscription.email.partition("@")[0]: row for row in db.session.query(Letter)}
    assert (state["unknown"].failed_on, state["unknown"].reason) == (now.date(), "refused 550")
    assert state["good"].sent_on == now.date()
    assert state["good"].due_at is state["good"].claimed_until is None  # no time that lasts is finer than a day
    waits = []
    for _ in rules.DELAYS:
        row = db.session.query(Letter).filter(Letter.sent_on.is_(None), Letter.failed_on.is_(None)).one()
        waits.append(row.due_at - now)
        assert send(server, row.due_at - timedelta(seconds=1)) == []
        now = row.due_at
        db.session.rollback()
        send(server, now)
    assert waits == sorted(waits)
    assert db.session.query(Letter).filter(Letter.failed_on.is_not(None)).count() == 2


def test_while_the_mail_server_is_away_letters_wait_and_a_letter_in_hand_is_nobody_else_s(app, cast, room, server):
    follow("a@exemple.org", room.day, confirmed=False, is_whole_day=True)
    now = utc_now()
    claimed = post.claim(now)
    assert len(claimed) == 1
    assert post.claim(now) == []
    assert len(send(server, now + rules.CLAIM)) == 1  # whoever held it died: it goes out all the same
    follow("b@exemple.org", room.day, confirmed=False, is_whole_day=True)
    with settings(app, smtp_url="smtp://127.0.0.1:9?starttls=no"):
        assert post.send_due(now) == 0
        row = db.session.query(Letter).filter(Letter.sent_on.is_(None)).one()
        assert (row.attempts, row.reason) == (1, "ConnectionRefusedError")
    assert len(send(server, now + rules.DELAYS[0])) == 1


def test_no_header_is_broken_and_nobody_learns_who_follows(app, cast, room, server):
    client = app.test_client()
    poll = publish(cast, room, question="Un titre Bcc: x@exemple.org")
    page = f"/fr/votes/{poll.id}/suivre/"
    form = {"csrf_token": csrf_of(client, page), "scope": "day", "language": "fr", "consent": "y"}
    for bad in ("", "a", "a@b\r\nBcc: c@exemple.org", "a@exemple.org, b@exemple.org", '"x y"@exemple.org',
                "é@exemple.org", "a" * 300 + "@exemple.org"):
        assert client.post(page, data=form | {"email": bad}).status_code == 422, bad
    answers = [client.post(page, data=form | {"email": "a@exemple.org"}) for _ in range(rules.MOST_ASKED + 2)]
    assert len({(answer.status_code, answer.headers["Location"]) for answer in answers}) == 1
    assert len(send(server)) == rules.MOST_ASKED  # a mailbox is not flooded
    follow("b@exemple.org", room.day, is_whole_day=True)
    with transaction():
        services.announce("result", "odd", room.day.id, [], ("Un\r\nBcc: x@exemple.org\x00", None), "votes/x/")
    letter = next(letter for letter in send(server) if "sultat" in letter["Subject"])
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Résultat publié\u00a0: Un Bcc: x@exemple.org"


def test_the_administration_alone_previews_every_letter_in_both_languages(app, cast):
    page = sign_in_as(app, "admin").get("/fr/lettres/apercus/").get_data(as_text=True)
    for subject in ("Résultat publié", "Result published", "Libellé modifié", "Wording changed", "Confirmez"):
        assert subject in page
    assert sign_in_as(app, "fred").get("/fr/lettres/apercus/").status_code == 403
    assert app.test_client().get("/fr/lettres/apercus/").status_code in (302, 401)


def test_without_a_mail_server_nobody_is_asked_and_the_demonstration_writes_files(app, cast, room, tmp_path):
    poll, client = publish(cast, room), app.test_client()
    with settings(app, smtp_url=""):
        assert "Recevoir les suites" not in client.get(f"/fr/votes/{poll.id}/").get_data(as_text=True)
        assert client.get(f"/fr/votes/{poll.id}/suivre/").status_code == 404
    with settings(app, smtp_url="", demo=True, data=tmp_path):
        app.jinja_env.globals["is_demo"] = True
        assert "rien n’est envoyé" in client.get(f"/fr/votes/{poll.id}/suivre/").get_data(as_text=True)
        follow("a@exemple.org", room.day, confirmed=False, is_whole_day=True)
        assert post.send_due() == 1
    written, = (tmp_path / "letters").iterdir()
    assert b"Confirm" in written.read_bytes()


def test_a_mail_server_is_named_whole_and_a_password_never_travels_in_clear(app):
    for bad in ("mail.exemple.test", "http://mail.exemple.test", "smtp://name:word@mail.exemple.test?starttls=no"):
        with pytest.raises(ConfigurationError):
            post.Smtp(bad)
    assert post.Smtp("smtps://a%40b:c@mail.exemple.test").name == "a@b"
    assert post.Smtp("smtp://mail.exemple.test").port == 587


def test_nothing_in_the_tables_of_letters_leads_to_a_seat_a_ballot_or_a_time(app):
    columns = {f"{table.name}.{column.name}": column for name, table in db.metadata.tables.items()
               if name.startswith("notifications_") for column in table.columns}
    lead = {key.column.table.name for column in columns.values() for key in column.foreign_keys}
    assert lead == {"events_event", "trails_node", "notifications_subscription", "notifications_news"}
    times = {name for name, column in columns.items() if isinstance(column.type, UtcDateTime)}
    assert times == {"notifications_letter.due_at", "notifications_letter.claimed_until"}  # empty once it left
