"""The home page says what the data say, in both languages, at the same cost whatever there is."""

import io
import re
import tarfile
from pathlib import Path

import pytest

from forum.core.config import ROOT
from forum.deliberation.loading import load_file
from tests.support.forum import count_queries, open_topic
from tests.support.second_day import make_day

FIRST_DAY = ROOT / "forum/days/2007-01-18.yaml"


def words_of(client, address="/fr/"):
    page = client.get(address)
    assert page.status_code == 200
    text = re.sub(r"<[^>]+>", " ", page.get_data(as_text=True).split("<main")[1].split("</main>")[0])
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


def load_day(folder, seed, **values):
    path = Path(folder) / f"day-{seed}.yaml"
    path.write_text(make_day(seed, **values), encoding="utf-8")
    load_file(path)


def test_a_site_without_a_day_says_so_and_leads_on(client):
    words = words_of(client)
    assert "Aucune journée n’est encore publiée" in words
    assert "Aucun sujet encore" in words


def test_the_day_in_front_is_counted_from_its_data(client):
    load_file(FIRST_DAY)
    words = words_of(client)
    assert "Trois volets, dix-sept pistes" in words
    assert "14 constats et 17 pistes d’action" in words
    assert words.count("priorité décidée sans vote") == 4, "three pistes, one of them again in the trail"


def test_another_day_is_counted_from_its_own_data(client, tmp_path):
    load_day(tmp_path, seed=8, themes=2, pistes=11)
    assert "Deux volets, vingt-deux pistes" in words_of(client)
    assert "Two themes, twenty-two courses of action" in words_of(client, "/en/")


def test_a_real_trail_is_told_with_who_drew_its_links(client):
    load_file(FIRST_DAY)
    words = words_of(client)
    assert "Le cheminement" in words
    assert "rapproché par l’équipe du site" in words


def test_a_new_topic_shows_at_once_to_visitors(client, cast):
    assert "Un observatoire pour qui?" not in words_of(client)
    open_topic(cast.paul)
    assert "Un observatoire pour qui?" in words_of(client)


def test_the_first_door_leads_to_the_language_of_the_browser(client):
    for asked, given in (("en-CA,en;q=0.8", "/en/"), ("fr-CA", "/fr/"), ("de", "/fr/")):
        answer = client.get("/", headers={"Accept-Language": asked})
        assert answer.status_code == 302
        assert answer.headers["Location"] == given
        assert "Accept-Language" in answer.headers["Vary"]


# each once: days, topics, communities, figures, what was retained, pistes, two counts by theme, recommendations and
# their wordings, and the trail: both ways, its kind, and one for each kind of thing met
HOME_QUERIES = 18


@pytest.mark.parametrize("pistes", [2, 60])
def test_queries_do_not_depend_on_the_rows(app, client, tmp_path, cast, pistes):
    load_file(FIRST_DAY)
    for seed in (3, 6):  # without a date, so that the day whose trail is told stays in front
        load_day(tmp_path, seed=seed, pistes=pistes)
    for number in range(3 if pistes == 2 else 30):
        open_topic(cast.paul, title=f"Sujet {number}")
    with count_queries() as statements:
        words_of(client)
    assert len(statements) <= HOME_QUERIES, "\n".join(statements)


@pytest.mark.parametrize("address", ["/aide/", "/aide/secret-du-vote/", "/accessibilite/", "/vie-privee/", "/licence/"])
def test_pages_that_explain_the_site_stand_in_both_languages(client, address):
    french, english = (words_of(client, f"/{language}{address}") for language in ("fr", "en"))
    assert french != english


def test_the_source_is_handed_out_without_keys_or_data(client):
    answer = client.get("/source.tar.gz")
    assert answer.mimetype == "application/gzip"
    names = list_names(answer.data)
    assert "concertaction/forum/app.py" in names
    assert "concertaction/LICENSE" in names
    assert not [name for name in names if re.search(r"vendor/|\.key$|\.db$|data/|\.venv|\.git/", name)]


def list_names(packed):
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        return archive.getnames()
