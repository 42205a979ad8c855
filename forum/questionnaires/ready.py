"""Words that come ready, in both languages: usual answers, and the questions of 18 January 2007.

The report of that day (annex A) names the questions and not the steps of their scales: those are ours, and the two last
headings. What it counts as people signed up to a forum is no question here: nothing that tells who somebody is stands
among the answers.
"""

from forum.questionnaires.rules import CHOICES, NOT_APPLICABLE, SCALE, TEXT, YESNO

STEPS = (("Très satisfaisant", "Very satisfactory"), ("Satisfaisant", "Satisfactory"),
         ("Peu satisfaisant", "Not very satisfactory"), ("Pas du tout satisfaisant", "Not at all satisfactory"))
YES_NO = ({"key": "yes", "label_fr": "Oui", "label_en": "Yes"}, {"key": "no", "label_fr": "Non", "label_en": "No"})
NA = {"key": NOT_APPLICABLE, "label_fr": "Sans objet", "label_en": "Not applicable"}

PRESENTATION = ("Pertinence de la présentation", "Relevance of the presentation")
WORKSHOPS = ("Pertinence des ateliers et de la plénière", "Relevance of the workshops and of the plenary")
COMMENTS = ("Commentaires", "Comments")
INTERESTS = (
    ("Compétences et expertises des acteurs", "Competences and expertise of the actors"),
    ("Contextes, types d’appui et d’encadrement", "Contexts, types of support and supervision"),
    # the report prints « financières » twice in its annex; these are the words of its section 7
    ("Problématiques financières, légales, politiques et institutionnelles",
     "Financial, legal, political and institutional issues"),
)


def _ask(kind, words, section=(None, None), options=()):
    return {"kind": kind, "section_fr": section[0], "section_en": section[1], "text_fr": words[0], "text_en": words[1],
            "has_na": kind == SCALE, "options": [{"label_fr": fr, "label_en": en} for fr, en in options]}


def ask_as_in_2007():
    """Give the questions of 2007, as `add_question` takes them."""
    return [
        _ask(SCALE, ("Portrait et études de cas", "Portrait and case studies"), PRESENTATION, STEPS),
        _ask(SCALE, ("Stratégies d’action", "Strategies for action"), PRESENTATION, STEPS),
        *(_ask(SCALE, (f"Atelier {number}", f"Workshop {number}"), WORKSHOPS, STEPS) for number in (1, 2, 3)),
        _ask(SCALE, ("Plénière", "Plenary"), WORKSHOPS, STEPS),
        _ask(TEXT, ("Commentaires sur la présentation, les ateliers et la plénière",
                    "Comments on the presentation, the workshops and the plenary"), WORKSHOPS),
        _ask(SCALE, ("Intérêt des questions et des échanges", "Interest of the questions and discussions"),
             ("La journée", "The day"), STEPS),
        _ask(YESNO, ("La journée a-t-elle répondu à vos attentes?", "Did the day meet your expectations?"),
             ("La journée", "The day")),
        _ask(CHOICES, ("Intérêt pour les thèmes de discussion", "Interest in the discussion topics"),
             ("Les suites", "What comes next"), INTERESTS),
        _ask(TEXT, COMMENTS, ("Les suites", "What comes next")),
    ]
