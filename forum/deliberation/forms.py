"""What organisers type about themes, findings, pistes and recommendations. The services judge it."""

from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from forum.core.i18n import lazy
from forum.deliberation.rules import LENGTHS
from forum.events.rules import LENGTHS as EVENT_LENGTHS

NEEDED = lazy("Remplissez ce champ.")
FRENCH, ENGLISH = {"lang": "fr"}, {"lang": "en"}


def line(label, limit, words=FRENCH, required=False, **more):
    """Make a field of one line with its limit in the page."""
    return StringField(label, [InputRequired(NEEDED) if required else Optional()],
                       render_kw={"maxlength": limit, **words}, **more)


def area(label, limit, words=FRENCH, required=False, rows=4, **more):
    """Make a field of several lines."""
    return TextAreaField(label, [InputRequired(NEEDED) if required else Optional()],
                         render_kw={"maxlength": limit, "rows": rows, **words}, **more)


class DuplicateForm(FlaskForm):
    """What differs between a day and its copy."""

    title_fr = line(lazy("Titre en français"), LENGTHS["title"], required=True)
    title_en = line(lazy("Titre en anglais"), LENGTHS["title"], ENGLISH)
    date = DateField(lazy("Date"), [Optional()])
    city_fr = line(lazy("Ville"), EVENT_LENGTHS["name"])
    place_fr = line(lazy("Lieu"), EVENT_LENGTHS["place"])
    code = line(lazy("Sigle devant les lettres"), EVENT_LENGTHS["code"],
                description=lazy("Par exemple 2007, pour 2007·1C. Vide, il est tiré de la date."))
    slug = line(lazy("Fin de l’adresse de la page"), EVENT_LENGTHS["slug"],
                description=lazy("Minuscules sans accent, chiffres et traits d’union. Vide, elle est tirée du titre."))


class ThemeForm(FlaskForm):
    """A theme (volet)."""

    title_fr = line(lazy("Titre en français"), LENGTHS["title"], required=True)
    title_en = line(lazy("Titre en anglais"), LENGTHS["title"], ENGLISH)
    programme_title_fr = line(lazy("Titre au programme, s’il est autre"), LENGTHS["title"])
    programme_title_en = line(lazy("Titre au programme, en anglais"), LENGTHS["title"], ENGLISH)
    context_fr = area(lazy("Mise en contexte en français"), LENGTHS["text"])
    context_en = area(lazy("Mise en contexte en anglais"), LENGTHS["text"], ENGLISH)
    questions_fr = area(lazy("Questions posées, en français"), LENGTHS["text"])
    questions_en = area(lazy("Questions posées, en anglais"), LENGTHS["text"], ENGLISH)


class FindingForm(FlaskForm):
    """A finding (constat), with the points under it."""

    text_fr = area(lazy("Constat en français"), LENGTHS["text"], required=True, rows=2)
    text_en = area(lazy("Constat en anglais"), LENGTHS["text"], ENGLISH, rows=2)
    points = area(lazy("Points, un par ligne"), LENGTHS["text"], description=lazy(
        "L’anglais peut suivre, après une barre : Français | English. "
        "Une ligne entre parenthèses précise le point du dessus."))


class PisteForm(FlaskForm):
    """A course of action (piste d’action)."""

    title_fr = area(lazy("Piste d’action en français"), LENGTHS["text"], required=True, rows=2)
    title_en = area(lazy("Piste d’action en anglais"), LENGTHS["text"], ENGLISH, rows=2)


class PasteForm(FlaskForm):
    """A list as it stands in a document."""

    pasted = area(lazy("La liste"), LENGTHS["text"], required=True, rows=12, description=lazy(
        "Avec des lettres, des numéros, des tirets, ou simplement une ligne par élément."))


class RecommendationForm(FlaskForm):
    """A recommendation’s number, title and theme."""

    number = line(lazy("Numéro"), LENGTHS["number"], required=True, description=lazy("Comme 2 ou 2.1."))
    title_fr = line(lazy("Titre en français"), LENGTHS["title"], required=True)
    title_en = line(lazy("Titre en anglais"), LENGTHS["title"], ENGLISH)
    theme_id = SelectField(lazy("Volet"), coerce=lambda value: int(value) if value else None, validate_choice=False)


class WordingForm(FlaskForm):
    """A version of a recommendation’s exact text."""

    text_fr = area(lazy("Libellé en français"), LENGTHS["text"], required=True, rows=6)
    text_en = area(lazy("Traduction anglaise"), LENGTHS["text"], ENGLISH, rows=6)
    note_fr = line(lazy("Ce qui change, en quelques mots"), LENGTHS["title"])


class NewRecommendationForm(RecommendationForm):
    """A recommendation with its first wording."""

    text_fr = area(lazy("Libellé en français"), LENGTHS["text"], required=True, rows=6)
    text_en = area(lazy("Traduction anglaise"), LENGTHS["text"], ENGLISH, rows=6)


def write_points(points):
    """Write points as lines: « Français | English », and under it, in brackets, what makes it precise."""
    lines = []
    for point in points:
        lines.append(" | ".join(filter(None, (point.text_fr, point.text_en))))
        if point.remark_fr:
            lines.append(f"({' | '.join(filter(None, (point.remark_fr, point.remark_en)))})")
    return "\n".join(lines)


def read_points(text):
    """Read such lines back: [{text_fr, text_en, remark_fr, remark_en}]."""
    points = []
    for line in filter(None, (raw.strip() for raw in (text or "").splitlines())):
        is_remark = points and line.startswith("(") and line.endswith(")") and not points[-1]["remark_fr"]
        french, _bar, english = (line[1:-1] if is_remark else line).partition("|")
        found = french.strip(), english.strip()
        if is_remark:
            points[-1]["remark_fr"], points[-1]["remark_en"] = found
        else:
            points.append({"text_fr": found[0], "text_en": found[1], "remark_fr": "", "remark_en": ""})
    return points
