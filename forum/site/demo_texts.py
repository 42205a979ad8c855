"""What the demonstration says: invented, and each text says so."""

DAY_SLUGS = ("18-janvier-2007", "atelier-2-mise-a-l-echelle")

FAVOURED = {"1g": 14, "2c": 18, "3d": 16, "2e": 6, "1d": 5, "1b": 3}
PRIORITY_QUESTION = {
    "fr": "Démonstration : quelles pistes appliquer en priorité?",
    "en": "Demonstration: which courses of action should be applied first?",
}
NEXT_QUESTION = {
    "fr": "Démonstration : à votre tour, quelles pistes appliquer en premier?",
    "en": "Demonstration: your turn, which courses of action should be applied first?",
}
GRADED_QUESTION = {
    "fr": "Démonstration : que valent les pistes du deuxième volet?",
    "en": "Demonstration: how good are the courses of action of the second theme?",
}
RANKED_QUESTION = {
    "fr": "Démonstration : dans quel ordre appliquer les pistes du troisième volet?",
    "en": "Demonstration: in which order should the third theme’s courses of action be applied?",
}
BUDGET_QUESTION = {
    "fr": "Démonstration : que financer avec 100 000 $? (montants inventés)",
    "en": "Demonstration: what should $100,000 pay for? (invented amounts)",
}
BUDGET, COSTS = 100_000, (45_000, 30_000, 25_000, 40_000, 20_000, 35_000, 15_000)
WORDING_SUBJECT = "recommendation:2021-2.1"
WORDING_QUESTION = {
    "fr": "Démonstration : adoptez-vous le libellé de la recommandation 2.1?",
    "en": "Demonstration: do you adopt the wording of recommendation 2.1?",
}

QUESTIONNAIRE_INTRO = {
    "intro_fr": "Questionnaire de démonstration, avec les questions du 18 janvier 2007. Les réponses déjà comptées ici sont "
    "inventées; les chiffres publiés par le rapport sont sur la page de la journée, sous « Ce qu’en ont pensé les gens ».",
    "intro_en": "Demonstration questionnaire, with the questions of January 18, 2007. The answers already counted here are "
    "invented; the figures published by the report are on the day’s page, under “What people thought of it.”",
}
QUESTIONNAIRE_ANSWERS = 14
QUESTIONNAIRE_COMMENT = "Commentaire de démonstration : personne ne l’a écrit."

TOPICS = (
    {
        "by": "participation",
        "forum": "contextes",
        "subject": "piste:2007-2C",
        "title": "Démonstration : un observatoire au service de qui, au juste?",
        "body": "*Message de démonstration.* Le rapport décrit un observatoire qui rend compte **et** un lieu qui outille.\n\n"
        "Comment s’assurer qu’on ne fasse pas le premier en oubliant le second?",
        "replies": (
            (
                "accompagnement",
                "*Message de démonstration.*\n\n> Comment s’assurer qu’on ne fasse pas le premier en oubliant le second?\n\n"
                "En fixant dès le départ qui s’en sert. Le guide de la communauté Accompagnement propose une grille de questions.",
            ),
            (
                "animation",
                "*Message de démonstration.* La question a été mise aux voix dans une salle d’exemple : le résultat se lit sur la page "
                "de la piste, dans son cheminement.",
            ),
        ),
    },
    {
        "by": "accompagnement",
        "forum": "competences",
        "subject": "piste:2007-1D",
        "title": "Démonstration : quels outils et guides mettre en commun d’abord?",
        "body": "*Message de démonstration.* Les ateliers ont souhaité « des guides et des outils à l’accompagnement des partenariats ».\n\n"
        "1. Cadre, rôles et responsabilités\n2. Propriété intellectuelle\n3. Évaluation\n\nPar lequel commencer?",
        "replies": (("participation", "*Message de démonstration.* Par les rôles : le reste en découle."),),
    },
    {
        "by": "participation",
        "forum": "enjeux",
        "subject": "piste:2007-3D",
        "title": "Démonstration : un fonds permanent, avec ou sans l’action partenariale?",
        "body": "*Message de démonstration.* Le rapport note que de nombreux participants souhaitaient que la référence à l’action "
        "partenariale soit exclue du libellé. Qu’est-ce que cela changerait?",
        "replies": (),
    },
    {
        "by": "participation",
        "forum": "contextes",
        "subject": "recommendation:2021-2.1",
        "title": "Démonstration : remplacer le mot « tangible »",
        "body": "*Message de démonstration.* L’atelier suggère de « changer le mot tangible ». Quelles formulations proposer?",
        "replies": (("accompagnement", "*Message de démonstration.* « Démontrés » ou « vérifiables »?"),),
    },
)

COMMUNITY = {
    "slug": "accompagnement",
    "name_fr": "Accompagnement",
    "name_en": "Support and guidance",
    "purpose_fr": "Communauté de démonstration : partager des guides et des façons de faire pour accompagner l’innovation sociale.",
    "purpose_en": "A demonstration community: sharing guides and practices for supporting social innovation.",
}

GUIDE = {
    "title": "Démonstration : préparer un accompagnement en cinq questions",
    "body": """*Guide de démonstration, écrit pour montrer comment la communauté publie et tient à jour ses textes.*

## Avant de commencer

1. **Qui demande?** Nommer la personne ou l’organisme qui porte l’innovation, et ce qu’il attend.
2. **Qui adopte?** Nommer le milieu preneur, et ce qu’il devra changer dans ses façons de faire.
3. **Qui accompagne?** Dire le rôle de chacun, sa durée et ses limites.

## En cours de route

4. **Que note-t-on?** Choisir peu d’indicateurs, que le milieu peut recueillir lui-même.
5. **Quand s’arrête-t-on?** Fixer d’avance le moment où le milieu poursuit seul.

| Moment | Question | Trace |
|---|---|---|
| Départ | Qui demande, qui adopte? | Une page signée |
| Mi-parcours | Que note-t-on? | Un tableau |
| Fin | Quand s’arrête-t-on? | Un bilan partagé |
""",
    "rights": "cc-by",
    "subjects": ("piste:2007-2E",),
}
