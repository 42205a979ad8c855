"""A list from a spreadsheet: read whatever its form, shown row by row, taken once, all or none."""

import re

import pytest

from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Refusal
from forum.core.i18n import speaking
from forum.events import services as events
from forum.notifications.models import Letter
from forum.plenary.entry.models import Participant
from forum.registration import importing, services
from forum.registration.models import Registration
from forum.registration.presenters import LINE_NAMES
from tests.integration.test_registration import find, register, set_up, states
from tests.support.forum import csrf_of
from tests.support.rooms import make_day

PAGE = "/fr/journees/journee/inscriptions/importer/"
ROWS = ["Nom;Courriel;Organisme;Milieu", "Élise Côté;elise@exemple.org;Coop d’ici;communautaire", ";;;",
        "Zoé;zoe@exemple.org;;University", "Autre;elise@exemple.org;;", "Sans;pas une adresse;;",
        "Mal;mal@exemple.org;;Inconnu", ";vide@exemple.org;;", "Déjà;deja@exemple.org;;",
        "Nouveau Nom;change@exemple.org;;"]
FOUND = ["new", "blank", "new", "duplicate", "bad_address", "unknown_sector", "invalid", "known", "changed"]


@pytest.fixture
def day(cast):
    made = make_day(cast)
    set_up(cast)
    with transaction():
        events.give_role(made.id, cast.mia.id, "desk")
    return made


def take(cast, day, rows, **more):
    header, lines = importing.read_table("\n".join(rows))
    with transaction():
        return services.import_people(more.get("who", cast.ana), day.id, lines, importing.guess_columns(header))


def send(client, data):
    """Send a file as a browser does; made here, since a test client leaves its own large files open."""
    parts = (f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{csrf_of(client, PAGE)}\r\n--x\r\n'
             'Content-Disposition: form-data; name="file"; filename="liste.csv"\r\n\r\n').encode()
    return client.post(PAGE, data=parts + data + b"\r\n--x--\r\n", content_type="multipart/form-data; boundary=x")


@pytest.mark.any_database
def test_encodings_separators_and_titles_are_found(app):
    for encoding in ("utf-8", "utf-8-sig", "cp1252"):
        for separator in ";,\t":
            text = importing.decode("\r\n".join(ROWS[:2]).replace(";", separator).encode(encoding))
            header, rows = importing.read_table(text)
            assert (importing.guess_columns(header), rows[0][0]) == (
                {"name": 0, "email": 1, "organisation": 2, "sector": 3}, "Élise Côté"), (encoding, separator)
    assert importing.guess_columns(["E-mail", "Full name", "Language"]) == {"email": 0, "name": 1, "language": 2}
    text = "Nom;Courriel\n" + "é" * 1000
    assert importing.unpack(importing.pack(text)) == text


@pytest.mark.any_database
def test_what_cannot_be_read_is_said_in_both_languages(app):
    bomb = importing.pack("x" * (3 * importing.LARGEST))
    many = "Nom;Courriel\n" + "a;b\n" * (importing.MOST_ROWS + 1)
    for act in (lambda: importing.decode(b"x" * (importing.LARGEST + 1)), lambda: importing.decode(b"a\x00b"),
                lambda: importing.decode(b"\xff\x81\x8d"), lambda: importing.read_table("Nom;Courriel\n"),
                lambda: importing.read_table(many), lambda: importing.unpack(bomb), lambda: importing.unpack("é"),
                lambda: importing.judge(1, [["a"]], {"name": 0}, {})):
        with pytest.raises(Refusal) as refused:
            act()
        said = refused.value.fields["file"]
        french = str(said)
        with speaking("en"):
            assert str(said) != french


def test_each_row_is_shown_with_what_becomes_of_it_and_the_good_ones_are_taken_once(app, cast, day, sign_in):
    register(day, "deja", name="Déjà", access_needs="Rampe")
    register(day, "change", name="Ancien Nom", access_needs="Rampe")
    client = sign_in("ana")
    page = send(client, "\n".join(ROWS).encode("cp1252")).get_data(as_text=True)
    shown = re.findall(r'<th scope="row" class="num">(\d+)</th><td>([^<]+)', page)
    words = {str(name): state for state, name in LINE_NAMES.items()}
    assert [words[word] for _place, word in shown] == FOUND
    assert "Élise Côté" in page
    assert set(states()) == {"deja", "change"}  # nothing is stored before it was seen
    packed = re.search(r'name="packed" value="([^"]+)"', page)[1]
    form = {"csrf_token": csrf_of(client, PAGE), "packed": packed, "act": "import", "column_name": "0",
            "column_email": "1", "column_organisation": "2", "column_sector": "3"}
    assert client.post(PAGE, data=form | {"column_email": ""}).status_code == 422
    assert client.post(PAGE, data=form | {"act": "preview", "column_email": "0"}).status_code == 200
    for _ in range(2):  # the same list again changes nothing
        assert client.post(PAGE, data=form).status_code == 303
        assert set(states()) == {"deja", "change", "elise", "zoe"}
        assert (find("change").name, find("change").access_needs, find("change").sector) == (
            "Nouveau Nom", "Rampe", "community")
        assert db.session.query(Participant).count() == db.session.query(Letter).count() == 4
        assert find("change").revision == 2
    assert find("zoe").sector == "university"


def test_a_list_keeps_to_the_places_and_fails_whole(app, cast, day, monkeypatch):
    set_up(cast, {"university": 1}, places=2)
    rows = ["Nom;Courriel;Milieu", *(f"P{n};p{n}@exemple.org;Universitaire" for n in range(3)),
            "C;c@exemple.org;Communautaire", "D;d@exemple.org;Communautaire"]
    with monkeypatch.context() as patched:
        patched.setattr(services, "promote", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            take(cast, day, rows)
    assert states() == {}
    assert take(cast, day, rows) == {"new": 2, "waiting": 3, "changed": 0, "left": 0}
    assert {who for who, state in states().items() if state == "registered"} == {"p0", "c"}
    moved = ["Nom;Courriel;Milieu", "C;c@exemple.org;Universitaire"]
    assert take(cast, day, moved) == {"new": 0, "waiting": 0, "changed": 0, "left": 1}  # that sector is full
    assert find("c").sector == "community"


def test_hundreds_of_rows_are_taken_at_once_and_only_the_organisers_may(app, cast, day, sign_in):
    rows = ["Nom;Courriel", *(f"Personne {n};p{n}@exemple.org" for n in range(300))]
    assert take(cast, day, rows)["new"] == 300
    assert db.session.query(Registration).count() == db.session.query(Participant).count() == 300
    for who in ("mia", "fred", "paul"):
        with pytest.raises(Forbidden):
            take(cast, day, rows, who=getattr(cast, who))
        assert sign_in(who).get(PAGE).status_code == 403
    assert send(sign_in("ana"), b"x" * (importing.LARGEST + 5)).status_code == 422
    assert send(sign_in("ana"), b"x" * (4 * importing.LARGEST)).status_code == 413

