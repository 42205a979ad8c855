"""Numbers as words in headings."""

import pytest

from forum.site.rules import number_in_words, split_title


@pytest.mark.parametrize(("number", "words"), [
    (0, "zéro"), (1, "un"), (3, "trois"), (16, "seize"), (17, "dix-sept"), (20, "vingt"), (21, "vingt et un"),
    (22, "vingt-deux"),
    (60, "soixante"), (61, "soixante et un"), (70, "soixante-dix"), (71, "soixante et onze"), (77, "soixante-dix-sept"),
    (80, "quatre-vingts"), (81, "quatre-vingt-un"), (90, "quatre-vingt-dix"), (91, "quatre-vingt-onze"),
    (99, "quatre-vingt-dix-neuf"), (100, "100"), (-1, "-1"),
])
def test_french_numbers_are_written_as_they_are_said(number, words):
    assert number_in_words(number, "fr") == words


@pytest.mark.parametrize(("number", "words"), [
    (1, "une"), (21, "vingt et une"), (61, "soixante et une"), (71, "soixante et onze"), (81, "quatre-vingt-une"),
    (17, "dix-sept"),
])
def test_french_numbers_agree_with_a_feminine_noun(number, words):
    assert number_in_words(number, "fr", feminine=True) == words


@pytest.mark.parametrize(("number", "words"), [
    (0, "zero"), (13, "thirteen"), (17, "seventeen"), (20, "twenty"), (42, "forty-two"),
    (99, "ninety-nine"), (100, "100"),
])
def test_english_numbers_are_written_as_they_are_said(number, words):
    assert number_in_words(number, "en") == words


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_number_has_words_of_its_own(language):
    assert len({number_in_words(number, language) for number in range(100)}) == 100


@pytest.mark.parametrize("title", ["Concert'Action publique en innovation sociale\u00a0: Renforçons notre action",
                                   "Public Concert’Action on Social Innovation: Strengthening Our Action"])
def test_a_long_title_is_cut_after_its_colon_and_stays_whole(title):
    head, tail = split_title(title)
    assert head.endswith(":")
    assert f"{head} {tail}" == title


@pytest.mark.parametrize("title", ["Court : titre", "Un titre assez long pour deux lignes, mais sans deux-points",
                                   "Un titre assez long qui finit par deux points : "])
def test_another_title_is_not_cut(title):
    assert split_title(title) == ("", title)
