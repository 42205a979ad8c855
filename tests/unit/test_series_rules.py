"""The themes of a series are recognised from city to city by their title, else by their number."""

from types import SimpleNamespace

from forum.series.rules import align_themes


def themes(**days):
    return [SimpleNamespace(event_id=day, number=number, title_fr=title)
            for day, titles in days.items() for number, title in titles]


def rows_of(**days):
    return [(row.first.title_fr, {day: theme.number for day, theme in row.themes.items()})
            for row in align_themes(themes(**days))]


def test_a_title_is_recognised_whatever_its_number_case_and_accents():
    assert rows_of(a=[(1, "L’emploi"), (2, "Le logement")], b=[(1, "LE LOGEMENT"), (2, "L'Emploi")]) == [
        ("L’emploi", {"a": 1, "b": 2}), ("Le logement", {"a": 2, "b": 1})]


def test_a_number_is_enough_where_a_city_words_its_title_in_its_way():
    assert rows_of(a=[(1, "L’emploi")], b=[(1, "L’emploi à Gatineau")]) == [("L’emploi", {"a": 1, "b": 1})]


def test_a_title_comes_before_a_number():
    assert rows_of(a=[(1, "Emploi")], b=[(1, "Transport"), (2, "Emploi")]) == [
        ("Emploi", {"a": 1, "b": 2}), ("Transport", {"b": 1})]


def test_a_theme_of_one_city_has_its_own_row_which_later_cities_join():
    assert rows_of(a=[(1, "Emploi")], b=[(1, "Emploi"), (3, "Ports")], c=[(2, "Ports")]) == [
        ("Emploi", {"a": 1, "b": 1}), ("Ports", {"b": 3, "c": 2})]


def test_a_city_is_never_twice_in_a_row():
    assert rows_of(a=[(1, "Emploi")], b=[(1, "Emploi"), (2, "Emploi")]) == [
        ("Emploi", {"a": 1, "b": 1}), ("Emploi", {"b": 2})]


def test_titles_without_a_letter_are_recognised_by_number_alone():
    assert rows_of(a=[(1, "?!")], b=[(2, "…")]) == [("?!", {"a": 1}), ("…", {"b": 2})]
