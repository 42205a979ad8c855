"""The tables of the open data, each column with what it holds: the archive and its dictionary are both made of this.

No column holds who signed, voted, wrote or edited anything; only who speaks in the programme is named, as published.
"""

from dataclasses import dataclass

from forum.events.rules import speakers_of

READ_ME = """{title}

Données ouvertes de la journée. Chaque table est un fichier CSV (UTF-8, virgules) de tables/; toutes ensemble sont dans
donnees.json. dictionnaire.csv dit ce que tient chaque colonne. releves/ tient les relevés scellés des votes, sauf ceux
qui portent des noms. Dans les CSV, une cellule qu’un tableur prendrait pour une formule commence par une apostrophe.
Aucune donnée personnelle n’y est, sauf le nom des personnes que le programme publié annonce.
Licence : {licence_fr}

Open data of the event. Each table is a CSV file (UTF-8, commas) of tables/; all of them are in donnees.json.
dictionnaire.csv says what each column holds. releves/ holds the sealed records of the polls, except those that bear
names. In the CSV files a cell that a spreadsheet would take for a formula begins with an apostrophe. No personal data
is in it, except the names of the people that the published programme announces.
Licence: {licence_en}
"""


@dataclass(frozen=True)
class Column:
    """Name a column, say in both languages what it holds, and how it is read from a row."""

    name: str
    fr: str
    en: str
    get: object = None

    def read(self, row):
        if callable(self.get):
            return self.get(row)
        return getattr(row, self.get or self.name)


@dataclass(frozen=True)
class Table:
    """Name a table, say what a line of it is, and list its lines in a day (see `opendata.Day`)."""

    name: str
    fr: str
    en: str
    rows: object
    columns: tuple


def both(name, fr, en):
    """Give the two columns of a bilingual text: the original and the site's translation."""
    return (Column(f"{name}_fr", f"{fr} (original, en français)", f"{en} (original, in French)"),
            Column(f"{name}_en", f"{fr} (traduction du site)", f"{en} (the site’s translation)"))


POSITION_OF_ROW = Column("position", "Rang dans la liste", "Place in the list", lambda row: row["position"])
POSITION = Column("position", "Rang dans la liste", "Place in the list")
THEME = Column("theme", "Numéro du volet", "Number of the theme", lambda row: row.theme.number if row.theme else None)
SPEAKERS = tuple(
    Column(f"speakers_{language}", fr, en,
           lambda row, name=f"speakers_{language}": "; ".join(speakers_of(getattr(row, name))) or None)
    for language, fr, en in (("fr", "Qui parle ou anime, comme au programme publié",
                              "Who speaks or leads, as in the published programme"),
                             ("en", "La même chose, traduction du site", "The same, the site’s translation")))
SERIES = tuple(
    Column(f"series_{name}", fr, en, lambda row, name=name: getattr(row.series, name) if row.series else None)
    for name, fr, en in (("slug", "Fin de l’adresse de la série dont elle fait partie",
                          "Last part of the address of its series"),
                         ("title_fr", "Titre de la série (original, en français)",
                          "Title of the series (original, in French)"),
                         ("title_en", "Titre de la série (traduction du site)",
                          "Title of the series (the site’s translation)")))

TABLES = (
    Table("event", "La journée", "The event", lambda day: [day.event], (
        Column("code", "Sigle de la journée", "Code of the event"),
        Column("slug", "Fin de l’adresse de sa page", "Last part of its page’s address"),
        Column("date", "Date, AAAA-MM-JJ", "Date, YYYY-MM-DD"), *both("title", "Titre", "Title"),
        *both("subtitle", "Sous-titre", "Subtitle"), *both("place", "Lieu", "Place"), *both("city", "Ville", "City"),
        *SERIES,
        *both("summary", "Résumé", "Summary"), *both("source_title", "Document d’origine", "Document of origin"),
        *both("rights", "Droits sur les textes d’origine", "Rights on the original texts"))),
    Table("organisations", "Les organismes qui ont organisé la journée ou y étaient représentés",
          "The organisations that held the event or were represented", lambda day: day.organisations, (
              Column("role", "organiser : a organisé; represented : était représenté",
                     "organiser: held it; represented: was represented", lambda row: row[0]),
              Column("position", "Rang dans la liste", "Place in the list", lambda row: row[1].position),
              Column("name_fr", "Nom, comme imprimé", "Name, as printed", lambda row: row[1].name_fr),
              Column("name_en", "Nom en anglais", "Name in English", lambda row: row[1].name_en))),
    Table("sectors", "Les milieux de la journée", "The sectors of the event", lambda day: day.event.sectors, (
        POSITION, Column("key", "Clé", "Key"), *both("label", "Nom", "Name"))),
    Table("programme", "Les parties du programme", "The parts of the programme", lambda day: day.event.programme, (
        POSITION, Column("kind", "Sorte", "Kind"),
        Column("starts_at", "Début, heure locale", "Start, local time"),
        Column("ends_at", "Fin, heure locale", "End, local time"), *both("title", "Titre", "Title"),
        *both("room", "Salle", "Room"), *both("description", "Description", "Description"), *SPEAKERS)),
    Table("themes", "Les volets ou ateliers", "The themes or workshops", lambda day: day.page.themes, (
        Column("number", "Numéro", "Number"), Column("kind", "theme : volet; workshop : atelier", "theme or workshop"),
        *both("title", "Titre", "Title"), *both("programme_title", "Titre au programme", "Title in the programme"),
        *both("context", "Contexte", "Context"), *both("questions", "Questions posées", "Questions asked"))),
    Table("findings", "Les constats", "The findings", lambda day: day.findings, (
        Column("code", "Code", "Code"), THEME, Column("letter", "Lettre", "Letter"), *both("text", "Texte", "Text"))),
    Table("finding_points", "Les points sous un constat", "The points under a finding", lambda day: day.points, (
        Column("finding", "Code du constat", "Code of the finding", lambda row: row[0].code),
        Column("position", "Rang dans la liste", "Place in the list", lambda row: row[1].position),
        *(Column(f"{name}_{language}", fr, en, lambda row, key=f"{name}_{language}": getattr(row[1], key))
          for name, fr, en in (("text", "Texte", "Text"), ("remark", "Remarque imprimée à sa suite",
                                                           "Remark printed after it")) for language in ("fr", "en")))),
    Table("pistes", "Les pistes d’action", "The courses of action (pistes)", lambda day: day.pistes, (
        Column("code", "Code", "Code"), THEME, Column("letter", "Lettre", "Letter"), *both("title", "Texte", "Text"))),
    Table("remarks", "Ce qui s’est dit", "What was said", lambda day: day.remarks, (
        Column("discussion_fr", "Discussion où c’est dit", "Discussion in which it was said",
               lambda row: row[0].title_fr),
        Column("recommendation", "Numéro de la recommandation discutée", "Number of the recommendation discussed",
               lambda row: row[0].recommendation.number if row[0].recommendation else None),
        *(Column(name, fr, en, lambda row, key=name: getattr(row[1], key)) for name, fr, en in (
            ("position", "Rang dans la discussion", "Place in the discussion"),
            ("paragraph", "Paragraphe du document", "Paragraph of the document"),
            ("shared", "Combien le partagent, selon le document : unanimous, nearly_all, several, a_few, one, unsaid",
             "How widely shared, as the document says: unanimous, nearly_all, several, a_few, one, unsaid"),
            ("shared_words_fr", "Les mots qui le disent", "The words that say so"),
            ("text_fr", "Texte (original, en français)", "Text (original, in French)"),
            ("text_en", "Texte (traduction du site)", "Text (the site’s translation)"))))),
    Table("parked", "Ce qui n’a pas été discuté", "What was not discussed", lambda day: day.parked, (
        Column("theme", "Numéro du volet", "Number of the theme", lambda row: row[0].number),
        *(Column(name, fr, en, lambda row, key=name: getattr(row[1], key)) for name, fr, en in (
            ("position", "Rang", "Place"), ("text_fr", "Texte (original)", "Text (original)"),
            ("text_en", "Texte (traduction du site)", "Text (the site’s translation)"))))),
    Table("recommendations", "Les recommandations", "The recommendations", lambda day: day.page.recommendations, (
        Column("code", "Code", "Code"), Column("number", "Numéro", "Number"), THEME,
        Column("kind", "recommendation, ou discussion sans recommandation", "recommendation, or discussion alone"),
        *both("title", "Titre", "Title"))),
    Table("wordings", "Les libellés, version par version", "The wordings, version by version",
          lambda day: day.wordings, (
              Column("recommendation", "Code de la recommandation", "Code of the recommendation",
                     lambda row: row.recommendation.code),
              Column("number", "Version; 1 est l’original", "Version; 1 is the original"),
              *both("text", "Libellé exact", "Exact wording"), *both("note", "Note sur la version", "Note on it"),
              Column("at", "Moment, ou vide si le document n’en donne pas",
                     "Moment, or empty where the document gives none"))),
    Table("proposals", "Ce que les discussions proposent", "What the discussions propose", lambda day: day.proposals, (
        Column("code", "Code", "Code"), POSITION, *both("text", "Texte", "Text"))),
    Table("decisions", "Les décisions publiées", "The published decisions", lambda day: day.page.decisions, (
        Column("id", "Numéro dans ce fichier", "Number in this file"),
        Column("kind", "without_vote : sans vote; vote : par un vote", "without_vote, or vote"),
        Column("poll", "Vote qui l’a prise", "Poll that made it", "poll_id"), *both("title", "Titre", "Title"),
        *both("text", "Texte", "Text"), *both("location", "Place dans le document", "Place in the document"),
        Column("at", "Moment", "Moment"), Column("is_indicative", "Vote indicatif", "Indicative poll"),
        Column("is_ranked", "Les éléments sont en ordre de priorité", "Items are in order of priority"),
        Column("cancelled_at", "Annulée le", "Cancelled at"))),
    Table("decision_items", "Ce sur quoi portent les décisions", "What the decisions bear on", lambda day: day.items, (
        Column("decision", "Numéro de la décision", "Number of the decision", "decision_id"), POSITION,
        Column("is_retained", "Retenu", "Retained"), Column("votes", "Voix", "Votes"),
        Column("piste", "Code de la piste", "Code of the piste", lambda row: row.piste.code if row.piste else None),
        Column("recommendation", "Code de la recommandation", "Code of the recommendation",
               lambda row: row.recommendation.code if row.recommendation else None),
        *both("text", "Texte exact", "Exact text"), *both("note", "Note du site", "The site’s note"),
        Column("drawn_by", "Qui a reconnu la piste : source, team (le site) ou platform (un vote)",
               "Who recognised it: source, team (the site) or platform (a poll)"))),
    Table("links", "Le cheminement entre les choses de la journée", "The trail between the things of the event",
          lambda day: day.links, (
              *(Column(name, fr, en, lambda row, place=place: row[place]) for place, (name, fr, en) in enumerate((
                  ("source_kind", "Sorte de l’origine", "Kind of the origin"),
                  ("source", "Code de l’origine", "Code of the origin"),
                  ("target_kind", "Sorte de la suite", "Kind of what came of it"),
                  ("target", "Code de la suite", "Code of what came of it"),
                  ("relation", "Lien", "Relation"),
                  ("drawn_by", "Qui l’a tracé : source, team ou platform", "Who drew it: source, team or platform")))),
          )),
    Table("polls", "Les votes publiés", "The published polls", lambda day: day.polls, (
        Column("id", "Identifiant", "Identifier"), *both("question", "Question", "Question"),
        *both("wording", "Libellé voté", "Wording voted"), Column("method", "Façon de voter", "Way of voting"),
        Column("secret", "Vote secret", "Secret poll"), Column("indicative", "Vote indicatif", "Indicative poll"),
        Column("opened_at", "Ouverture", "Opening"), Column("closed_at", "Fermeture", "Closing"),
        Column("published_at", "Publication", "Publication"), Column("entitled", "Voix inscrites", "Votes entitled"),
        Column("voted", "Voix exprimées", "Votes cast", lambda row: row.turnout["voted"]),
        Column("status", "Issue", "Outcome", lambda row: row.result["status"]),
        Column("adopted", "Adopté", "Adopted", lambda row: row.result.get("adopted")),
        Column("seal", "Empreinte du relevé", "Seal of the record"),
        Column("record", "Fichier du relevé scellé; vide quand il porte des noms",
               "File of the sealed record; empty where it bears names", lambda row: row.record_file))),
    Table("poll_options", "Les choix des votes", "The options of the polls", lambda day: day.options, (
        Column("poll", "Vote", "Poll", "poll_id"), Column("option", "Clé du choix", "Key of the option", "key"),
        POSITION, *both("label", "Choix", "Option"), Column("subject", "Chose en cause", "Thing in question"),
        Column("cost", "Coût", "Cost"))),
    Table("poll_figures", "Les chiffres des votes", "The figures of the polls", lambda day: day.figures, (
        *(Column(name, fr, en, lambda row, place=place: row[place]) for place, (name, fr, en) in enumerate((
            ("poll", "Vote", "Poll"), ("option", "Choix ou réponse", "Option or answer"),
            ("figure", "Ce qui est compté", "What is counted"), ("value", "Nombre", "Number")))),)),
    Table("evaluation", "Les chiffres de l’évaluation", "The figures of the evaluation",
          lambda day: day.event.evaluation, (
              POSITION, *both("group", "Groupe", "Group"), *both("label", "Question", "Question"),
              *both("value", "Valeur, comme imprimée", "Value, as printed"), Column("percent", "En %", "In %"),
              Column("count", "En nombre", "As a number"), *both("base", "Base", "Base"),
              *both("location", "Place dans le document", "Place in the document"))),
    Table("verbatims", "Les commentaires de l’évaluation, tels qu’imprimés", "Comments of the evaluation, as printed",
          lambda day: day.event.verbatims, (POSITION, *both("group", "Groupe", "Group"), *both("text", "Texte",
                                                                                               "Text"))),
    Table("questionnaire", "Les questions du questionnaire publié", "The questions of the published questionnaire",
          lambda day: day.asked, (
              POSITION_OF_ROW, Column("kind", "Sorte : scale, yesno, choice, choices, themes ou text",
                                      "Kind: scale, yesno, choice, choices, themes or text", lambda row: row["kind"]),
              *(Column(name, fr, en, lambda row, name=name: row.get(name)) for name, fr, en in (
                  ("section_fr", "Section, en français", "Section, in French"),
                  ("section_en", "Section, en anglais", "Section, in English"),
                  ("text_fr", "Question, en français", "Question, in French"),
                  ("text_en", "Question, en anglais", "Question, in English"),
                  ("answered", "Ont répondu à la question", "Answered the question"),
                  ("base", "Base des taux (sans « sans objet »)", "Base of the rates (without “not applicable”)"),
                  ("replies", "Réponses au questionnaire", "Answers to the questionnaire"))))),
    Table("questionnaire_answers", "Les réponses du questionnaire, comptées; par milieu, vide : caché",
          "The answers of the questionnaire, counted; by sector, empty: hidden", lambda day: day.answers, (
              *(Column(name, fr, en, lambda row, place=place: row[place]) for place, (name, fr, en) in enumerate((
                  ("question", "Rang de la question", "Place of the question"),
                  ("sector", "Milieu (clé; vide : toutes les réponses; « - » : non précisé)",
                   "Sector (key; empty: all answers; “-”: not given)"),
                  ("answer_fr", "Réponse, en français", "Answer, in French"),
                  ("answer_en", "Réponse, en anglais", "Answer, in English"),
                  ("count", "Nombre", "Number"), ("base", "Base", "Base")))),)),
    Table("questionnaire_comments", "Les commentaires retenus, dont l’auteur a accepté d’être cité",
          "The comments kept, whose author agreed to be quoted", lambda day: day.comments, (
              *(Column(name, fr, en, lambda row, place=place: row[place]) for place, (name, fr, en) in enumerate((
                  ("question", "Rang de la question", "Place of the question"), ("text", "Texte", "Text")))),)),
    Table("disagreements", "Les chiffres sur lesquels le document diverge", "Figures on which the document disagrees",
          lambda day: day.readings, (
              Column("key", "Clé", "Key", lambda row: row[0].key),
              Column("subject_fr", "Sujet", "Subject", lambda row: row[0].subject_fr),
              Column("value_fr", "Ce qui est écrit", "What is written", lambda row: row[1].value_fr),
              Column("location_fr", "Où", "Where", lambda row: row[1].location_fr),
              Column("note_fr", "Note du site", "The site’s note", lambda row: row[0].note_fr))),
    Table("useful_links", "Les adresses que donne le document", "Addresses that the document gives",
          lambda day: day.page.links, (POSITION, *both("label", "Nom", "Name"), Column("url", "Adresse", "Address"))),
)
