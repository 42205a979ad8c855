"""No sentence stands outside the catalogues: not in a template, not in a script, not in a module."""

import re

import pytest

from tests.support import sources

# names of this and other things that are the same in every language
NAMES = {"Concert’Action", "English", "Français", "Markdown", "API", "AGPL-3.0-or-later", "Ko", "Mo",
         "siège"}  # a sealed record is in French, the language in which the vote was taken
FRENCH = re.compile(r"[àâäçéèêëîïôöùûüœÀÂÇÉÈÊÎÔŒ’«»]|\b(?:le|la|les|des|une|du|et|pour|avec|votre|vous|est|dans|sur)\b")
SENTENCE = re.compile(r"^[A-ZÀÂÇÉÈÊÎÔŒ][a-zàâäçéèêëîïôöùûüœ]+(?:[ .!?…]|$)")
# modules that hold texts of another kind than the interface's, and why
OTHER_TEXTS = {
    "forum/site/demo.py": "the demonstration's own messages, and what the terminal prints",
    "forum/site/demo_texts.py": "what the demonstration says, in French or in both languages",
    "forum/site/rules.py": "numbers as words, in each language",
    "forum/core/i18n.py": "the names of months, and how a language writes dates",
    "forum/cli.py": "what the terminal prints, in both languages on one line",
    "forum/notifications/commands.py": "what the terminal prints, in both languages on one line",
    "forum/deliberation/commands.py": "what the terminal prints, in both languages on one line",
    "forum/deliberation/rules.py": "the documents' own words for how widely something was shared",
    "forum/questionnaires/ready.py": "usual answers and the questions of 2007, in both languages",
    "forum/forums/rules.py": "the three forums' own names, in both languages",
    "forum/texts/markdown.py": "the characters that an address or an anchor may not hold",
    "forum/plenary/rooms.py": "who did what, as the journal has it in the language of the vote",
    "forum/votes/methods/judge.py": "the seven grades as a record has them, in the language of the vote",
    "forum/reports/dictionary.py": "what the open data hold, in both languages side by side",
    "forum/texts/differences.py": "the characters that a word may hold",
}


# a macro or a block may give attributes, or the name of a class, to an element that stands elsewhere
ATTRIBUTES = re.compile(r"[\w-]+-\ue000|[\w-]+=(?:\"[^\"]*\"|\w+)|\b(?:hidden|checked|disabled)\b")


def is_words(text):
    """Tell whether a text would have to be translated."""
    text = ATTRIBUTES.sub(" ", text).replace(sources.GAP, " ").strip(" ·\n>")
    return bool(re.search(r"[^\W\d_]{2,}", text)) and text not in NAMES


@pytest.mark.parametrize("path", sources.TEMPLATES, ids=sources.name_of)
def test_a_template_says_nothing_that_is_not_translated(path):
    spoken = [text for text in sources.read_html(path).texts if is_words(text)]
    constants = sources.constants_outside_translation(sources.parse_template(path))
    written = [f"line {node.lineno}: {node.value}" for node in constants
               if (FRENCH.search(node.value) or SENTENCE.match(node.value)) and node.value not in NAMES]
    assert not spoken + written


@pytest.mark.parametrize("path", sources.SCRIPTS, ids=sources.name_of)
def test_a_script_holds_no_sentence(path):
    assert not [text for text in sources.strings_of_script(path)
                if FRENCH.search(text) or (SENTENCE.match(text) and " " in text and not text.startswith("Bearer "))]


def test_a_module_says_nothing_that_is_not_translated():
    faults = []
    for path in sources.MODULES:
        name = sources.name_of(path)
        if name not in OTHER_TEXTS:
            faults += [f"{name}:{line}: {text!r}" for line, text in sources.strings_outside_translation(path)
                       if is_words(text) and re.search(r"[àâçéèêëîïôùûœÀÂÇÉÈÊÎÔŒ’«»]", text)]
    assert not faults, "\n".join(faults)


def test_the_list_of_other_texts_names_modules_that_are_there():
    assert set(OTHER_TEXTS) <= {sources.name_of(path) for path in sources.MODULES}
