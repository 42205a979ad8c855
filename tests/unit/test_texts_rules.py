"""Quotations, cleaning, differences."""

import random

from forum.texts.presenters import render, word_differences
from forum.texts.rules import QUOTE_LONGEST, clean, quote

WORDS = ["un", "deux", "trois,", "œuvre", "l’été", "😀", "\n"]


def test_line_ends_are_one_kind_and_composed_letters_are_one_letter():
    assert clean("e\u0301te\u0301\r\nfin\r \n") == "été\nfin"


def test_a_tab_and_the_indent_of_code_stay():
    assert clean("    code\n\tb") == "    code\n\tb"


def test_a_quotation_says_who_wrote_it_and_leads_there():
    text = quote("Un mot.\n\nDeux.", "Ana *Organise*", "/fr/sujets/1/3/", "#3")
    assert text == "> **Ana \\*Organise\\***, [#3](/fr/sujets/1/3/)\n>\n> Un mot.\n>\n> Deux.\n\n"
    html = render(text + "Réponse.")
    assert html.startswith('<blockquote>\n<p><strong>Ana *Organise*</strong>, <a href="/fr/sujets/1/3/"')
    assert html.endswith("</blockquote>\n<p>Réponse.</p>\n")


def test_a_quotation_leaves_out_what_was_quoted_in_turn():
    assert "vieux" not in quote("> vieux\n\nneuf", "Ana", "/x/", "#1")


def test_a_long_text_is_quoted_in_part():
    assert len(quote("mot " * 5000, "Ana", "/x/", "#1")) < QUOTE_LONGEST + 100


def test_differences_are_by_words():
    assert word_differences("Le comité d’experts recommande.", "Le comité citoyen recommande.") == [
        ("equal", "Le comité "),
        ("delete", "d’experts"),
        ("insert", "citoyen"),
        ("equal", " recommande."),
    ]


def test_differences_give_both_texts_back():
    draw = random.Random(7)
    for _ in range(60):
        before, after = (" ".join(draw.choice(WORDS) for _ in range(draw.randrange(40))) for _ in range(2))
        parts = word_differences(before, after)
        assert "".join(text for op, text in parts if op != "insert") == before
        assert "".join(text for op, text in parts if op != "delete") == after
