"""Signing in starts a session of its own; sessions can be listed and revoked."""

import re

from forum.accounts.models import SignInSession
from forum.core.database import db
from tests.support.cast import PASSWORD, PEOPLE

LOGIN = "/fr/connexion/"


def token_of(client, address=LOGIN):
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).get_data(as_text=True))[1]


def test_a_session_is_rotated_at_sign_in_and_the_token_of_before_is_dead(app):
    client = app.test_client()
    before = token_of(client)
    answer = client.post(LOGIN, data={"csrf_token": before, "email": PEOPLE["ana"][0], "password": PASSWORD})
    assert answer.status_code == 302
    assert token_of(client, "/fr/compte/") != before
    refused = client.post("/fr/deconnexion/", data={"csrf_token": before})
    assert refused.status_code == 400 or refused.status_code == 403


def test_a_copied_cookie_is_dead_once_its_session_is_revoked(app, sign_in):
    phone, laptop = sign_in("ana"), sign_in("ana")
    page = laptop.get("/fr/compte/").get_data(as_text=True)
    assert page.count('name="session_id"') == 2
    others = db.session.query(SignInSession).count()
    assert others == 2
    answer = laptop.post("/fr/compte/sessions/autres/", data={"csrf_token": token_of(laptop, "/fr/compte/")})
    assert answer.status_code == 302
    assert phone.get("/fr/compte/").status_code == 302, "the phone is sent to sign in again"
    assert laptop.get("/fr/compte/").status_code == 200


def test_one_session_is_revoked_by_its_owner_only(app, sign_in):
    ana, paul = sign_in("ana"), sign_in("paul")
    assert db.session.query(SignInSession).count() == 2
    ids = re.findall(r'name="session_id" value="([^"]+)"', ana.get("/fr/compte/").get_data(as_text=True))
    paul.post("/fr/compte/sessions/", data={"csrf_token": token_of(paul, "/fr/compte/"), "session_id": ids[0]})
    assert ana.get("/fr/compte/").status_code == 200, "another person's request closes nothing"
    ana.post("/fr/compte/sessions/", data={"csrf_token": token_of(ana, "/fr/compte/"), "session_id": ids[0]})
    assert ana.get("/fr/compte/").status_code == 302


def test_wrong_passwords_and_unknown_accounts_get_the_same_answer(app):
    answers = []
    for email in (PEOPLE["ana"][0], "personne@essai.test"):
        client = app.test_client()
        answer = client.post(LOGIN, data={"csrf_token": token_of(client), "email": email, "password": "pas celui-là"})
        assert answer.status_code == 422
        answers.append(re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True)))
    assert answers[0].replace(PEOPLE["ana"][0], "") == answers[1].replace("personne@essai.test", "")


def test_a_form_without_a_token_or_with_another_sessions_token_is_refused(app, sign_in):
    ana, paul = sign_in("ana"), sign_in("paul")
    for data in ({}, {"csrf_token": "faux"}, {"csrf_token": token_of(paul, "/fr/compte/")}):
        assert ana.post("/fr/deconnexion/", data=data).status_code == 403
    assert ana.get("/fr/compte/").status_code == 200


def test_sign_up_refuses_bad_fields_with_a_sentence_each_and_stores_nothing(app, client):
    answer = client.post(
        "/en/inscription/",
        data={
            "csrf_token": token_of(client, "/en/inscription/"),
            "email": "pas-une-adresse",
            "name": " ",
            "password": "court",
            "sector": "martien",
        },
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for sentence in ("complete e-mail address", "Write your name", "10 to 200 characters"):
        assert sentence in page


def test_next_leads_only_inside_the_site(app):
    for hostile in (
        "//evil.test",
        "/\\evil.test",
        "https:evil.test",
        "///evil.test",
        "http://evil.test/",
        "/%0d%0aX: y",
        "\tjavascript:x",
    ):
        client = app.test_client()
        token = token_of(client)
        answer = client.post(
            LOGIN,
            query_string={"next": hostile},
            data={"csrf_token": token, "email": PEOPLE["paul"][0], "password": PASSWORD},
        )
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/fr/"), hostile
