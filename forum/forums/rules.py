"""Pure decisions about the forums."""

import re

PAGE_SIZE = 20
TOPICS_A_PAGE = 30
TITLE_LONGEST = 150
TITLE_SHORTEST = 3
REASON_LONGEST = 300
# the most posts a topic may hold: its numbers stay readable, and a runaway script stops
POSTS_IN_A_TOPIC = 100_000

# slug, French title, English title (our translation), and what is discussed there in both languages
CATEGORIES = (
    (
        "competences",
        "Compétences et expertises des acteurs",
        "Skills and expertise of those involved",
        "Qui accompagne l’innovation sociale, avec quels savoirs, et comment ces savoirs se transmettent.",
        "Who supports social innovation, with what knowledge, and how that knowledge is passed on.",
    ),
    (
        "contextes",
        "Contextes, types d’appui et d’encadrement",
        "Contexts, types of support and guidance",
        "Dans quels milieux une innovation naît et s’étend, et quelles mesures d’appui l’aident.",
        "Where innovations begin and spread, and which support measures help them.",
    ),
    (
        "enjeux",
        "Problématiques financières, légales, politiques et institutionnelles",
        "Financial, legal, political and institutional issues",
        "Financement, droit, politiques publiques et institutions : ce qui freine et ce qui permet.",
        "Funding, law, public policy and institutions: what holds back and what makes possible.",
    ),
)
SUBMIT_KEY = re.compile(r"[0-9a-f]{32}")


def page_of(number):
    """Tell on which page of its topic, from 1, a post stands."""
    return (number - 1) // PAGE_SIZE + 1


def count_pages(post_count):
    """Count the pages of a topic; one with no post has one."""
    return max(1, page_of(post_count))


def parse_page(text):
    """Read a page number from an address: None when it is no positive number of at most six digits."""
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,5}", text or "") else None


def is_submit_key(text):
    """Tell whether a form's key has the form of one: 32 hexadecimal digits."""
    return SUBMIT_KEY.fullmatch(text or "") is not None
