"""« Avancé »: every way of voting with what it takes, every fault at its field, and back to the recipe that fits."""

import re
from functools import cache
from html import unescape

import pytest
from sqlalchemy import select

from forum.core.database import db, transaction
from forum.deliberation import services as deliberation
from forum.events.models import Event
from forum.plenary import services
from forum.plenary.queries import list_run
from forum.votes.methods import METHODS
from tests.support.polls import keep_app
from tests.support.rooms import APPROVE, YESNO, make_day, open_room, prepare
from tests.support.sites import sign_in_as, token_in, token_of

LINES = "Un sentier | A trail\nUn pont\nUne halte"
# way of voting → what a form of it holds, and what is stored of it
FORMS = {
    "choose": ({"select": "1"}, {"select": 1}),
    "approve": ({"select": "2", "minimum": "1", "maximum": "3"}, {"select": 2, "minimum": 1, "maximum": 3}),
    "yesno": ({"majority": "3/5", "strictness": "least", "base": "cast"}, {}),
    "dots": ({"select": "1", "points": "5", "maximum": "3"}, {"points": 5, "maximum": 3}),
    "score": ({"select": "1", "maximum": "10"}, {"maximum": 10}),
    "judge": ({"select": "1", "grades": "Bien\nMoyen\nMal"}, {"grades": ["Bien", "Moyen", "Mal"]}),
    "consent": ({"wording": "Un texte.", "wording_en": "A text."},
                {"wording_fr": "Un texte.", "wording_en": "A text."}),
    "rank_irv": ({"maximum": "2"}, {"maximum": 2}),
    "rank_schulze": ({"select": "1"}, {"select": 1}),
    "rank_stv": ({"select": "2"}, {"select": 2}),
    "equal_shares": ({"select": "1", "budget": "120 000", "others": "Un sentier | A trail ; 12 000\nUn pont; 100000"},
                     {"budget": 120_000}),
}
COMMON = {"question_fr": "Q?", "question_en": "E?", "secrecy": "secret", "blank": "y", "subject": "",
          "strictness": "more", "quorum_strictness": "least", "quorum_of": "entitled", "quorum_count": "cast"}


@pytest.fixture(scope="module")
def app(backend):
    yield from keep_app(backend, "recipes")


@pytest.fixture(scope="module")
def people(app):
    """Give the browser of one of the cast, who signs in once."""
    return cache(lambda name: sign_in_as(app, name))


@pytest.fixture
def fred(people):
    return people("fred")


@pytest.fixture
def room(cast):
    """Give a room of its own on the one day that these tests share."""
    event = db.session.scalar(select(Event)) or make_day_with_pistes(cast)
    room = open_room(cast, event)
    yield room
    db.session.rollback()
    with transaction():
        services.end_room(cast.fred, room.id)


def make_day_with_pistes(cast):
    event = make_day(cast)
    with transaction():
        theme = deliberation.add_theme(cast.ana, event.slug, {"title_fr": "Acteurs"})
        db.session.flush()
        for title in ("Outils", "Guides"):
            deliberation.add_piste(cast.ana, theme.id, {"title_fr": title, "title_en": None})
    return event


def address(room, rest, language="fr"):
    return f"/{language}/salle/{room.code}/console/{rest}"


def typed(method, **more):
    """Give what is typed in the form of a way of voting."""
    options = {"others": LINES, "tie": ""} if METHODS[method].TAKES_OPTIONS else {}
    majority = {"majority": "1/2", "base": "expressed"} if METHODS[method].TAKES_MAJORITY else {}
    return {**COMMON, **options, **majority, **FORMS[method][0], **more}


def run_of(room):
    db.session.rollback()
    db.session.expire_all()
    return [poll for _item, poll in list_run(room.id)]


def post(client, place, **data):
    token = token_of(client, place)
    return client.post(place, data={"csrf_token": token, **data})


def only_poll(room):
    [poll] = run_of(room)
    return poll


def test_the_methods_are_listed_with_when_to_use_each(fred, room):
    for language, word in (("fr", "Choisir une façon de voter"), ("en", "Choose a way of voting")):
        page = fred.get(address(room, "nouveau/avance/", language)).get_data(as_text=True)
        assert word in page
        assert re.findall(r"nouveau/avance/(\w+)/", page) == list(METHODS)


def test_every_method_has_a_form_in_this_file():
    assert set(FORMS) == set(METHODS)


@pytest.mark.parametrize("method", METHODS)
def test_a_form_asks_what_its_method_takes_and_stores_it_and_comes_back_the_same(fred, room, method):
    place = address(room, f"nouveau/avance/{method}/")
    page = fred.get(place).get_data(as_text=True)
    asked = set(re.findall(r'name="(select|minimum|maximum|points|grades|budget)"', page))
    assert asked == set(METHODS[method].SETTINGS) - {"costs"}
    assert ('name="cost-2031-1A"' in page) == ("costs" in METHODS[method].SETTINGS)
    assert ('name="majority"' in page) == METHODS[method].TAKES_MAJORITY
    assert ('name="tie"' in page) == ('name="pistes"' in page) == METHODS[method].TAKES_OPTIONS
    assert post(fred, place, **typed(method)).status_code == 303
    poll = only_poll(room)
    assert poll.method == method
    for name, value in FORMS[method][1].items():
        assert getattr(poll, name) == value, name
    # what comes back in the form says the same poll once it is sent again
    before = contents(poll)
    edit = address(room, f"votes/{poll.id}/")
    again = fred.get(f"{edit}?methode={method}").get_data(as_text=True)
    assert fred.post(f"{edit}?methode={method}", data=fields_of(again)).status_code == 303
    assert contents(only_poll(room)) == before


def contents(poll):
    """Give what a poll says, all but what is drawn anew."""
    columns = ("question_fr", "question_en", "wording_fr", "wording_en", "subject", "method", "select", "minimum",
               "maximum", "points", "grades", "budget", "blank", "secret", "admission")
    options = [(row.key, row.label_fr, row.label_en, row.cost, row.subject) for row in poll.options]
    rule = {**poll.rule, "tie": (poll.rule.get("tie") or {}).get("by")}
    return [getattr(poll, name) for name in columns], options, rule


def fields_of(page):
    """Give what a browser would send of the form of a page."""
    form = re.search(r'<form class="form".*?</form>', page, re.DOTALL)[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, kind = re.search(r'name="([^"]+)"', tag), re.search(r'type="(\w+)"', tag)
        kind = kind[1] if kind else "text"
        value = re.search(r'value="([^"]*)"', tag)
        if name and (kind not in ("radio", "checkbox") or " checked" in tag):
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "y" if kind == "checkbox" else "")
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(text.removeprefix("\r\n"))
    for name, inner in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option selected[^>]*value="([^"]*)"', inner)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found


@pytest.mark.parametrize(("fields", "rule"), [
    ({"majority": "60 %", "strictness": "least"}, {"majority": "3/5", "strict": False, "base": "expressed"}),
    ({"majority": " 2 / 3 "}, {"majority": "2/3", "strict": True, "base": "expressed"}),
    ({"base": "present"}, {"majority": "1/2", "strict": True, "base": "present"}),
    ({"quorum": "1/3", "quorum_of": "present", "quorum_strictness": "more", "quorum_count": "expressed"},
     {"majority": "1/2", "strict": True, "base": "expressed",
      "quorum": {"share": "1/3", "of": "present", "strict": True, "count": "expressed"}}),
])
def test_any_majority_and_quorum_may_be_typed(fred, room, fields, rule):
    data = typed("yesno") | {"majority": "1/2", "strictness": "more", "base": "expressed"} | fields
    assert post(fred, address(room, "nouveau/avance/yesno/"), **data).status_code == 303
    assert only_poll(room).rule == rule
    page = fred.get(address(room, f"votes/{only_poll(room).id}/")).get_data(as_text=True)
    assert "nouveau" not in re.search(r'data-recipe="([^"]+)"', page)[1]
    sent = fields_of(page)
    assert sent["majority"] == [rule["majority"]]


@pytest.mark.parametrize("by", ["keep", "runoff", "lot"])
def test_a_tie_procedure_is_chosen_in_the_recipe_and_in_the_advanced_form(fred, room, by):
    priorities = {"question_fr": "Q?", "pistes": ["2031-1A", "2031-1B"], "maximum": "1", "select": "1",
                  "secrecy": "secret", "tie": by, "quorum": ""}
    assert post(fred, address(room, "nouveau/pistes/"), **priorities).status_code == 303
    poll = only_poll(room)
    assert poll.rule["tie"]["by"] == by
    assert (poll.lot_seed is not None) == ("hash" in poll.rule["tie"]) == (by == "lot")
    page = fred.get(address(room, f"votes/{poll.id}/")).get_data(as_text=True)
    assert f'data-recipe="{address(room, "apercu/pistes/")}"' in page
    assert f'value="{by}" checked' in page
    if by == "lot":
        assert poll.lot_seed not in page
        assert poll.lot_seed not in fred.get(address(room, "")).get_data(as_text=True)
        assert poll.rule["tie"]["hash"] in fred.get(address(room, "")).get_data(as_text=True)


def test_a_criterion_is_announced_with_its_order_by_codes_or_labels(fred, room):
    data = typed("score", pistes=["2031-1A"], tie="criterion", tie_text="Le moins cher d’abord",
                 tie_order="Un pont\n1a\nA TRAIL\nune  halte")
    assert post(fred, address(room, "nouveau/avance/score/"), **data).status_code == 303
    assert only_poll(room).rule["tie"] == {"by": "criterion", "text": "Le moins cher d’abord",
                                           "order": ["x2", "1A", "x1", "x3"]}
    page = fred.get(address(room, f"votes/{only_poll(room).id}/")).get_data(as_text=True)
    assert fields_of(page)["tie_order"].split("\n") == ["Un pont", "Outils", "Un sentier", "Une halte"]


@pytest.mark.any_database
@pytest.mark.parametrize(("method", "change", "field", "said"), [
    ("yesno", {"majority": "3/2"}, "majority", ("Une fraction est attendue", "A fraction is expected")),
    ("yesno", {"majority": "1/1", "strictness": "more"}, "majority", ("Plus que la totalité", "More than")),
    ("yesno", {"base": "hands"}, "base", None),
    ("yesno", {"quorum": "douze"}, "quorum", ("Une fraction est attendue", "A fraction is expected")),
    ("yesno", {"quorum": "1/2", "quorum_of": "nobody"}, "quorum_of", None),
    ("yesno", {"subject": "piste:2031-9Z"}, "subject", None),
    ("yesno", {"colleges": ["nobody"]}, "colleges", None),
    ("yesno", {"colleges": ["community"], "breakdown": "y"}, "breakdown", None),
    ("yesno", {"proxies": "99"}, "proxies", ("Choisissez un nombre", "Choose a number")),
    ("approve", {"minimum": "4", "maximum": "3"}, "minimum", ("Choisissez un nombre", "Choose a number")),
    ("approve", {"select": "12"}, "select", ("Choisissez un nombre", "Choose a number")),
    ("approve", {"select": ""}, "select", ("Écrivez un nombre", "Write a number")),
    ("approve", {"select": "2,5"}, "select", ("Écrivez un nombre", "Write a number")),
    ("approve", {"others": "Un seul"}, "pistes", ("Il faut au moins", "At least")),
    ("approve", {"others": "A\n" + "b" * 301}, "others", ("300", "300")),
    ("approve", {"others": "A\nB\u202e"}, "others", ("caractères", "characters")),
    ("approve", {"tie": "coin"}, "tie", None),
    ("approve", {"tie": "criterion"}, "tie_text", ("vide", "empty")),
    ("approve", {"tie": "criterion", "tie_text": "T", "tie_order": "Un pont"}, "tie_order", ("chaque option", "each")),
    ("approve", {"tie": "criterion", "tie_text": "T", "tie_order": "Un port"}, "tie_order", ("Un port", "Un port")),
    ("dots", {"points": "0"}, "points", None),
    ("dots", {"maximum": "9"}, "maximum", ("Choisissez un nombre", "Choose a number")),
    ("score", {"maximum": "99999"}, "maximum", ("Choisissez un nombre", "Choose a number")),
    ("judge", {"grades": "Seule"}, "grades", None),
    ("judge", {"grades": "Bien\nBien"}, "grades", None),
    ("judge", {"grades": "\n".join(map(str, range(20)))}, "grades", None),
    ("equal_shares", {"budget": ""}, "budget", None),
    ("equal_shares", {"budget": "douze"}, "budget", ("Écrivez un nombre", "Write a number")),
    ("equal_shares", {"others": "Un sentier\nUn pont"}, "pistes", None),
    ("equal_shares", {"pistes": ["2031-1A"], "cost-2031-1A": "cher"}, "pistes", ("Écrivez chaque coût", "each cost")),
    ("choose", {"question_fr": ""}, "question_fr", ("Écrivez la question", "Write the question")),
    ("choose", {"question_en": "\u202e"}, "question_en", ("caractères", "characters")),
    ("consent", {"wording": "w" * 20_001}, "wording", ("trop long", "too long")),
    ("consent", {"secrecy": "loud"}, "secrecy", None),
])
def test_a_fault_is_told_at_its_field_in_both_languages(fred, room, method, change, field, said):
    for place, language in enumerate(("fr", "en")):
        answer = post(fred, address(room, f"nouveau/avance/{method}/", language), **typed(method, **change))
        assert answer.status_code == 422
        page = answer.get_data(as_text=True)
        summary = re.search(r'<div class="error-summary".*?</div>', page, re.DOTALL)[0]
        assert f'href="#{field}"' in summary, summary
        assert not said or said[place] in summary, summary
        assert f'id="{field}-error"' in page
    assert run_of(room) == []


@pytest.mark.any_database
@pytest.mark.parametrize("value", ["9" * 5000, "-1", "1e9", "٣", "0x10", "<script>alert(1)</script>", "1\u00a0000"])
def test_hostile_numbers_are_faults_or_numbers_and_never_markup(fred, room, value):
    for field in ("select", "minimum", "maximum"):
        answer = post(fred, address(room, "nouveau/avance/approve/"), **typed("approve", **{field: value}))
        assert answer.status_code == 422
        assert "<script>alert" not in answer.get_data(as_text=True)
    assert run_of(room) == []


def test_an_unknown_way_of_voting_is_not_found(fred, room):
    for way in ("chance", "pistes", "libelle", "paper", "__init__"):
        assert fred.get(address(room, f"nouveau/avance/{way}/")).status_code == 404


@pytest.mark.parametrize("rest", ["nouveau/avance/", "nouveau/avance/score/", "nouveau/pistes/", "nouveau/sondage/"])
def test_only_who_facilitates_sees_a_form(app, people, room, rest):
    assert app.test_client().get(address(room, rest)).status_code == 302
    for name in ("paul", "mia", "ana"):
        assert people(name).get(address(room, rest)).status_code == 403
    assert people("sol").get(address(room, rest)).status_code == 200


# ---- back to the recipe that fits ----


def way_of(client, room, poll):
    page = client.get(address(room, f"votes/{poll.id}/")).get_data(as_text=True)
    return re.search(r'data-recipe="[^"]*/apercu/(\w+)/"', page)[1]


@pytest.mark.parametrize(("body", "way"), [
    (YESNO, "yesno"),
    ({**YESNO, "wording": "Un texte.", "rule": {"majority": "1/2", "base": "entitled"}}, "libelle"),
    ({**YESNO, "wording": "Un texte."}, "libelle"),
    ({**YESNO, "wording": {"fr": "Un texte.", "en": "A text."}}, "yesno"),
    ({**YESNO, "rule": {"majority": "3/5"}}, "yesno"),
    ({**YESNO, "rule": {"majority": "2/3", "strict": True}}, "yesno"),
    ({**YESNO, "wording": "T", "rule": {"majority": "2/3", "quorum": {"share": "1/2", "of": "entitled"}}}, "libelle"),
    ({**YESNO, "wording": "T", "rule": {"majority": "2/3", "quorum": {"share": "1/2", "of": "present"}}}, "yesno"),
    ({**YESNO, "wording": "T", "rule": {"majority": "2/3", "quorum": {"share": "1/4", "of": "entitled"}}}, "yesno"),
    ({**YESNO, "rule": {"majority": "2/3", "colleges": ["community"]}}, "yesno"),
    ({**YESNO, "rule": {"majority": "2/3", "proxies": 2}}, "yesno"),
    ({**YESNO, "rehearsal": True}, "yesno"),
    ({**YESNO, "wording": "T", "rehearsal": True}, "libelle"),
    ({**APPROVE, "breakdown": True}, "pistes"),
    ({**APPROVE, "rule": {"proxies": 1}}, "approve"),
    ({**YESNO, "subject": "piste:2031-1A"}, "yesno"),
    (APPROVE, "pistes"),
    ({**APPROVE, "rule": {"tie": {"by": "lot"}}}, "pistes"),
    ({**APPROVE, "rule": {"tie": {"by": "criterion", "text": "T", "order": list("abcde")}}}, "approve"),
    ({**APPROVE, "subject": "piste:2031-1A"}, "approve"),
    ({**APPROVE, "method": "choose", "maximum": None}, "choose"),
])
def test_a_prepared_vote_is_changed_in_the_recipe_it_fits_else_in_the_advanced_form(fred, cast, room, body, way):
    poll = prepare(cast, room, body)
    before = contents(poll)[2]
    assert way_of(fred, room, poll) == way
    # sent back as it is shown, nothing of its rule is lost
    edit = address(room, f"votes/{poll.id}/")
    answer = fred.post(edit, data=fields_of(fred.get(edit).get_data(as_text=True)))
    assert answer.status_code == 303, answer.get_data(as_text=True)[:3000]
    after = only_poll(room)
    assert contents(after)[2] == before
    for name in ("rehearsal", "breakdown"):
        assert bool(getattr(after, name)) == bool(body.get(name))


def test_a_vote_may_go_from_one_way_of_voting_to_another(fred, cast, room):
    poll = prepare(cast, room, {**APPROVE, "options": [
        *APPROVE["options"][:2], {"id": "z", "label": "Ailleurs", "subject": "piste:2031-1A"}], "maximum": 2})
    edit = address(room, f"votes/{poll.id}/?methode=rank_irv")
    sent = fields_of(fred.get(edit).get_data(as_text=True))
    assert fred.post(edit, data=sent).status_code == 303
    after = only_poll(room)
    assert after.method == "rank_irv"
    assert [(option.label_fr, option.subject) for option in after.options] == [
        ("Outils", "piste:2031-1A"), ("Piste a", None), ("Piste b", None)]
    assert fred.get(address(room, f"votes/{poll.id}/?methode=<b>")).status_code == 200


# ---- what the room will read ----


def preview(client, room, way, **data):
    token = token_of(client, address(room, "nouveau/pistes/"))
    return client.post(address(room, f"apercu/{way}/"), data={"csrf_token": token, **data})


def test_the_preview_says_the_rules_before_anything_is_written(fred, room):
    page = fred.get(address(room, "nouveau/avance/yesno/")).get_data(as_text=True)
    assert "Adopté si plus de la moitié des votes exprimés sont pour." in page


def test_the_preview_follows_the_form_stores_nothing_and_tells_what_is_wrong(fred, room):
    answer = preview(fred, room, "yesno", **typed("yesno", majority="2/3", question_fr="Un <b>essai</b>?"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Adopté si au moins les deux tiers de tous les bulletins sont pour." in page
    assert "Un &lt;b&gt;essai&lt;/b&gt;?" in page
    faulty = preview(fred, room, "approve", **typed("approve", select="9")).get_data(as_text=True)
    assert "Choisissez un nombre de 1 à 3." in faulty
    assert "Écrivez la question." in preview(fred, room, "libelle").get_data(as_text=True)
    assert preview(fred, room, "chance").status_code == 404
    assert run_of(room) == []


def test_the_preview_is_for_who_facilitates(people, room):
    paul = people("paul")
    token = token_in(paul.get("/fr/compte/").get_data(as_text=True))
    assert paul.post(address(room, "apercu/pistes/"), data={"csrf_token": token}).status_code == 403


def test_the_poll_in_hand_shows_its_method_its_rules_and_its_costs(fred, room):
    post(fred, address(room, "nouveau/avance/equal_shares/"), **typed("equal_shares"))
    page = fred.get(address(room, "")).get_data(as_text=True)
    assert "Répartir un budget" in page
    assert '<span class="price">12\u00a0000</span>' in page
