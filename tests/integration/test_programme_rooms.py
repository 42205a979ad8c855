"""Each part of a day says in which room it is, wherever the programme is shown, copied or loaded."""

import csv
import html
import json
import zipfile
from io import BytesIO, StringIO

from forum.core.config import ROOT
from forum.core.database import db, transaction, utc_now
from forum.core.i18n import in_language
from forum.deliberation import services
from forum.deliberation.day_file import read_day
from forum.deliberation.loading import load_day
from forum.deliberation.queries import get_event_page
from forum.events import services as events
from forum.reports.blocks import words_of
from forum.reports.gathering import gather_report
from tests.support.rooms import make_day
from tests.support.sites import token_of

PART = {"kind": "workshop", "starts_at": "9:30", "ends_at": "10:30", "title_fr": "Atelier du matin",
        "room_fr": "Salle des chênes", "room_en": "Oak room"}


def rooms_of(slug, viewer):
    db.session.expire_all()  # as a new request reads it
    return [(item.room_fr, item.room_en) for item in get_event_page(slug, viewer).event.programme]


def held_day(cast):
    """Give a published day whose only part has its room."""
    day = make_day(cast)
    with transaction():
        events.replace_programme(cast.ana, day.slug, [PART])
    return day


def test_an_organiser_says_the_room_of_a_part_and_readers_find_it(cast, sign_in, client):
    day, ana = make_day(cast), sign_in("ana")
    at = f"/fr/journees/{day.slug}/modifier/programme/"
    sent = ana.post(at, data={"csrf_token": token_of(ana, at), **PART, "starts_at": "09:30"})
    assert sent.status_code == 302
    assert "Salle des chênes" in html.unescape(ana.get(at).get_data(as_text=True))
    page = client.get(f"/fr/journees/{day.slug}/").get_data(as_text=True)
    assert "Salle\u00a0: Salle des chênes" in html.unescape(page)
    assert "Room: Oak room" in client.get(f"/en/journees/{day.slug}/").get_data(as_text=True)
    ana.post(f"{at}1/", data={"csrf_token": token_of(ana, at), **PART, "starts_at": "09:30", "room_fr": "Gymnase"})
    assert "Gymnase" in client.get(f"/fr/journees/{day.slug}/").get_data(as_text=True)


def test_a_copy_and_a_part_that_is_moved_keep_the_room(cast):
    day = held_day(cast)
    with transaction():
        copy = services.duplicate_event(cast.ana, day.slug, {"title_fr": "Copie", "slug": "copie", "code": "2040"})
    assert rooms_of(copy.slug, cast.ana) == [("Salle des chênes", "Oak room")]
    with transaction():
        events.replace_programme(cast.ana, day.slug, [{"kind": "break", "title_fr": "Pause"}, PART])
    assert rooms_of(day.slug, cast.ana) == [(None, None), ("Salle des chênes", "Oak room")]


def test_a_file_gives_the_rooms_and_may_leave_them_out(cast):
    text = (ROOT / "forum/days/2007-01-18.yaml").read_text(encoding="utf-8")
    part = "    title: { fr: Accueil, en: Welcome }\n"
    with transaction():
        load_day(read_day(text.replace(part, f"{part}    room: {{ fr: Hall, en: Lobby }}\n").encode()), utc_now())
    assert rooms_of("18-janvier-2007", cast.admin)[:2] == [("Hall", "Lobby"), (None, None)]


def test_the_report_has_a_column_of_rooms_only_when_a_part_has_one(cast):
    day = held_day(cast)

    def programme():
        for language in ("fr", "en"):
            with in_language(language):
                yield words_of(gather_report(day.slug, cast.ana))

    french, english = programme()
    assert "Salle des chênes" in french
    assert "Oak room" in english
    with transaction():
        events.replace_programme(cast.ana, day.slug, [{"kind": "break", "title_fr": "Pause"}])
    assert "Salle" not in next(iter(programme()))


def test_open_data_hold_the_rooms(cast, client):
    day = held_day(cast)
    with zipfile.ZipFile(BytesIO(client.get(f"/fr/journees/{day.slug}/donnees.zip").data)) as archive:
        rows = list(csv.DictReader(StringIO(archive.read("tables/programme.csv").decode("utf-8-sig"))))
        whole = json.loads(archive.read("donnees.json"))
    assert [row["room_fr"] for row in rows] == ["Salle des chênes"]
    assert whole["tables"]["programme"][0]["room_en"] == "Oak room"
