"""« Imprimer la trousse »: one tagged PDF of the parts that were chosen, in the languages that were chosen."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from forum.core.database import transaction
from forum.plenary import services
from forum.plenary.papers import kit, kit_words
from tests.support.rooms import APPROVE, YESNO, make_day, open_room, prepare, sit


@pytest.fixture
def room(cast):
    room = open_room(cast, make_day(cast))
    sit(room)
    return room


def pages_of(client, room, query=""):
    answer = client.get(f"/fr/salle/{room.code}/trousse.pdf?{query}")
    assert answer.content_type == "application/pdf"
    return PdfReader(BytesIO(answer.get_data()))


def test_the_whole_kit_is_one_tagged_pdf_with_every_part_in_both_languages(cast, room, sign_in):
    prepare(cast, room, YESNO)
    prepare(cast, room, APPROVE, secret=False)
    reader = pages_of(sign_in("fred"), room)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata.title.startswith("Trousse de la salle")
    size = reader.pages[0].mediabox
    assert (float(size.width), float(size.height)) == (612, 792)  # US Letter
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in ("Trousse de la salle", "Room kit", "Déroulement", "To say", "Adoptez-vous ce texte",
                  "Do you adopt this text", "Bulletin de vote", "Feuille de dépouillement", "Liste de présence",
                  "Sign-in list", "Les règles de la salle", "Qui voit quoi", "Who sees what", "Code de relève",
                  f"{room.code[:3]} {room.code[3:]}"):
        assert words in text, words
    assert "Ce vote est nominatif" in text
    assert "Votre choix est secret" in text


def test_parts_and_language_are_chosen_and_an_odd_choice_gives_all(cast, room, sign_in):
    client = sign_in("fred")
    one = pages_of(client, room, "partie=poster&langue=en")
    assert len(one.pages) == 1
    assert "Join the voting room" in one.pages[0].extract_text()
    assert len(pages_of(client, room, "partie=rules&partie=who").pages) == 4
    assert len(pages_of(client, room, "partie=%3Cx%3E&langue=zz").pages) >= len(kit.PARTS) - 2
    assert "Aucun vote" in pages_of(client, room, "partie=run&langue=fr").pages[0].extract_text()


def test_only_who_facilitates_prints_it(cast, room, app, sign_in):
    for path in ("trousse/", "trousse.pdf"):
        assert sign_in("paul").get(f"/fr/salle/{room.code}/{path}").status_code == 403
        assert app.test_client().get(f"/fr/salle/{room.code}/{path}").status_code in (302, 401)
    page = sign_in("fred").get(f"/fr/salle/{room.code}/trousse/").get_data(as_text=True)
    assert page.count('name="partie"') == len(kit.PARTS)


def test_who_sees_what_tells_every_row_of_every_column(app):
    with app.test_request_context("/fr/"):
        head, rows = kit_words.who_sees()
        assert {len(row) for row in rows} == {len(head)}
        secret = next(row for row in rows if "vote secret" in row[0])
        assert secret[2] == secret[3] == "Jamais"  # neither who facilitates nor the screen learns a secret choice


def test_slips_and_the_expected_people_stand_in_it_once_there_are_some(cast, room, sign_in):
    with transaction():
        services.make_slips(cast.fred, room.id, 12)
        services.add_participant(cast.fred, room.event_id, {"name": "Éloïse Gagné", "organisation": "Pivot"})
    client = sign_in("fred")
    slips = pages_of(client, room, "partie=slips&langue=both")
    assert len(slips.pages) == 2  # each printed once, and saying both languages
    for page in slips.pages:
        sizes = []
        text = page.extract_text(visitor_text=lambda text, cm, tm, font, size, kept=sizes: text.strip() and kept.append(
            abs(size * tm[3] * cm[3])))
        assert "Billet de vote" in text
        assert "Bon pour un siège" in " ".join(text.split())
        assert "Good for one seat" in " ".join(text.split())
        assert min(sizes) >= 8.9, "read at arm's length"
    assert "Éloïse Gagné" in pages_of(client, room, "partie=signin&langue=fr").pages[0].extract_text()
