"""A list pasted from a report, a letter or a message becomes findings with their points."""

import pytest

from forum.deliberation.pasting import MOST_ITEMS, PastedItem, parse_pasted_list


def texts(pasted):
    return [item.text for item in parse_pasted_list(pasted)]


@pytest.mark.parametrize("pasted", [
    "A) Outils et guides\nB) Communautés d'acteurs",
    "a) Outils et guides\nb) Communautés d'acteurs",
    "A. Outils et guides\nB. Communautés d'acteurs",
    "1. Outils et guides\n2. Communautés d'acteurs",
    "1) Outils et guides\r\n\r\n2) Communautés d'acteurs",
    "- Outils et guides\n- Communautés d'acteurs",
    "• Outils et guides\n• Communautés d'acteurs",
    "– Outils   et guides\n– Communautés\td'acteurs",
    "- A) Outils et guides\n- B) Communautés d'acteurs",
    "Outils et guides\nCommunautés d'acteurs",
    "\n  Outils et guides  \n\n  Communautés d'acteurs\n\n",
])
def test_each_way_of_marking_gives_the_same_list(pasted):
    assert texts(pasted) == ["Outils et guides", "Communautés d'acteurs"]


def test_a_line_that_was_cut_goes_on_with_the_one_above():
    assert texts("A) Nécessité d'une meilleure\nprise de conscience\nB) Outils") == [
        "Nécessité d'une meilleure prise de conscience", "Outils"]


@pytest.mark.parametrize("pasted", [
    "- A) Quant à la portée :\n  - Mieux comprendre\n  - Mieux évaluer\n"
    "- B) Quant aux pouvoirs publics :\n  - Articuler",
    "A) Quant à la portée :\n- Mieux comprendre\n- Mieux\n  évaluer\nB) Quant aux pouvoirs publics :\n- Articuler",
    "Quant à la portée :\n    Mieux comprendre\n    Mieux évaluer\nQuant aux pouvoirs publics :\n    Articuler",
])
def test_points_stand_under_their_element(pasted):
    assert parse_pasted_list(pasted) == [
        PastedItem("Quant à la portée :", ("Mieux comprendre", "Mieux évaluer")),
        PastedItem("Quant aux pouvoirs publics :", ("Articuler",))]


def test_a_title_before_a_name_is_not_a_letter_of_the_list():
    lines = ["M. Tremblay propose un fonds", "Mme Roy en doute"]
    assert texts("\n".join(lines)) == lines


def test_a_year_is_not_a_number_of_the_list():
    assert texts("2007. Une date\nUn fonds") == ["2007. Une date", "Un fonds"]


def test_nothing_gives_nothing_and_too_much_is_refused():
    assert parse_pasted_list(" \n\n") == []
    with pytest.raises(ValueError, match="too many"):
        parse_pasted_list("\n".join(f"- {number}" for number in range(MOST_ITEMS + 1)))
