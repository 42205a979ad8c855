"""What is kept to be prepared again: templates of a day and of the site, and whole runs of show."""

import pytest

from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Missing, Refusal
from forum.plenary import queries, services
from forum.plenary.polls import templates as poll_templates
from tests.support.rooms import APPROVE, YESNO, do, make_day, open_room, prepare
from tests.support.sites import token_of


@pytest.fixture
def room(cast):
    return open_room(cast, make_day(cast))


def act(service, *values, **more):
    with transaction():
        return getattr(services, service)(*values, **more)


def names(viewer):
    return [row.name for row, _event in poll_templates.list_templates(viewer)]


def test_a_template_prepares_the_same_poll_in_another_room_of_the_same_people(cast, room):
    poll = prepare(cast, room, APPROVE, rule={"tie": {"by": "lot"}})
    row = act("save_template", cast.fred, poll.id, "  Priorités ")
    site = act("save_template", cast.admin, poll.id, "Pour tous", is_for_site=True)
    assert names(cast.fred) == ["Priorités", "Pour tous"]
    assert names(cast.mia) == ["Pour tous"]
    other = open_room(cast, make_day(cast, "autre", "2032"))
    made = act("prepare_from_template", cast.fred, other.id, row.id)
    assert [option.key for option in made.options] == list("abcde")
    assert made.rule["tie"]["hash"] != poll.rule["tie"]["hash"], "each poll draws its own lot"
    assert act("prepare_from_template", cast.sol, other.id, site.id)
    with pytest.raises(Forbidden):
        act("save_template", cast.fred, poll.id, "Pour tous", is_for_site=True)
    for service in ("rename_template", "remove_template"):
        more = ["Autre"] if service == "rename_template" else []
        for viewer, template in ((cast.mia, row), (cast.fred, site)):
            with pytest.raises(Forbidden):
                act(service, viewer, template.id, *more)
    for name in ("", "n" * 121):
        with pytest.raises(Refusal):
            act("rename_template", cast.fred, row.id, name)
    act("rename_template", cast.sol, row.id, "Autrement")
    act("remove_template", cast.admin, site.id)
    assert names(cast.fred) == ["Autrement"]


def test_a_whole_run_of_show_is_taken_over_or_none_of_it(cast, room):
    first, second, third = (prepare(cast, room, body) for body in (YESNO, APPROVE, YESNO))
    do("open_poll", cast.fred, first)
    do("cancel_poll", cast.fred, third, "Une erreur.")
    other = open_room(cast, make_day(cast, "autre", "2032"))
    assert act("copy_run", cast.fred, other.id, room.id) == 2
    assert [(poll.method, poll.state, poll.previous_id) for _item, poll in queries.list_run(other.id)] == [
        ("yesno", "prepared", None), ("approve", "prepared", None)]
    with pytest.raises(Missing):
        act("copy_run", cast.fred, other.id, other.id)
    assert second.state == "prepared"


def test_the_page_of_templates_does_all_of_it_by_plain_forms(sign_in, cast, room):
    poll = prepare(cast, room, YESNO)
    other = open_room(cast, make_day(cast, "autre", "2032"))
    fred = sign_in("fred")
    page = f"/fr/salle/{other.code}/console/modeles/"

    def post(address, page=page, **data):
        token = token_of(fred, page)
        answer = fred.post(address, data={"csrf_token": token, **data})
        db.session.rollback()
        return answer

    home = f"/fr/salle/{room.code}/console/modeles/"
    assert post(f"{home}garder/", home, poll=poll.id, name="Un modèle").status_code == 303
    row = poll_templates.list_templates(cast.fred)[0][0]
    assert "Un modèle" in fred.get(page).get_data(as_text=True)
    assert post(f"{page}{row.id}/preparer/").status_code == 303
    assert post(f"{page}{row.id}/renommer/", name="Autre nom").status_code == 303
    assert "Autre nom" in fred.get(page).get_data(as_text=True)
    assert post(f"/fr/salle/{other.code}/console/deroulement/reprendre/", room=room.id).status_code == 303
    assert len(queries.list_run(other.id)) == 2
    assert post(f"{page}{row.id}/retirer/").status_code == 303
    assert names(cast.fred) == []
