"""Letters in words: the subject, the paragraphs and the links of each kind, in the language its reader chose."""

from dataclasses import dataclass, replace
from datetime import date

from flask import current_app, render_template
from markupsafe import Markup

from forum.accounts.rules import clean_line
from forum.core.config import ROOT
from forum.core.i18n import _, bi, format_date, in_language
from forum.notifications import rules, tokens

STYLES = (ROOT / "static" / "letters" / "letter.css").read_text
ASKING = "confirm"
LONGEST_TITLE = 160


@dataclass(frozen=True)
class Words:
    """What a letter says, and to whom: plain texts, the addresses it leads to, a calendar file where there is one.

    `links` are (words, address) of what it tells of; `leave` is the address that ends what was asked for, and
    `leave_says` what it does where it does not erase the address; `foot` what else stands at the end; `calendar` the
    method and the bytes of an iCalendar file.
    """

    language: str
    subject: str
    heading: str
    paragraphs: tuple
    action: tuple
    leave: str | None = None
    erase_on: date | None = None
    email: str = ""
    foot: tuple = ()
    calendar: tuple | None = None
    links: tuple = ()
    leave_says: str | None = None


_writers = {}


def register_writer(sender, write):
    """Say who writes the letters of a sender: `write(letter)` gives Words, or None when there is nothing to say now."""
    _writers[sender] = write


def address(endpoint, **values):
    """Give the full address of a page under the configured one."""
    paths = current_app.url_map.bind("")  # letters leave outside any request
    return current_app.extensions["settings"].public_url + paths.build(endpoint, values)


def write_letter(letter):
    """Give the words of a letter of the outbox, in its reader's language; None when it has nothing to say any more."""
    if letter.sender:
        return _writers[letter.sender](letter)
    subscription, news = letter.subscription, letter.news
    with in_language(subscription.language):
        if news is None:
            words = say_asking(subscription.id, subscription.language, bi(subscription.event, "title"),
                               subscription.is_whole_day)
        else:
            where = f"{current_app.extensions['settings'].public_url}/{subscription.language}/{news.path}"
            words = say_news(news.kind, subscription.id, subscription.language, bi(news, "title"),
                             bi(news.event, "title"), where, subscription.erase_on)
    return replace(words, email=subscription.email)


def say_asking(subscription_id, language, day, is_whole_day):
    """Say the letter that asks to confirm."""
    day = shorten(day)
    return Words(
        language=language, subject=_("Confirmez votre adresse : les suites de « %(day)s »", day=day),
        heading=_("Voulez-vous recevoir les suites?"),
        paragraphs=(
            _("Quelqu’un, vous sans doute, a demandé que l’on écrive à cette adresse ce que devient la journée "
              "« %(day)s ».", day=day) if is_whole_day else
            _("Quelqu’un, vous sans doute, a demandé que l’on écrive à cette adresse ce que deviennent des textes de "
              "la journée « %(day)s ».", day=day),
            _("Rien ne partira sans votre confirmation. Le lien dure %(days)s jours; ensuite l’adresse est effacée.",
              days=rules.CONFIRM_DAYS),
            _("Ce n’est pas vous? Ne faites rien : vous ne recevrez plus rien.")),
        action=(_("Confirmer mon adresse"), _link("letters.confirm", tokens.CONFIRM, subscription_id, language)),
        leave=_link("letters.leave", tokens.LEAVE, subscription_id, language))


def say_news(kind, subscription_id, language, title, day, where, erase_on):
    """Say the letter of a piece of news."""
    title = shorten(title)
    subject, heading, first, action = {
        "result": (_("Résultat publié : %(title)s", title=title), _("Le résultat d’un vote est publié"),
                   _("Le résultat de ce vote de la journée « %(day)s » est maintenant public, avec sa règle et son "
                     "relevé.", day=day), _("Lire le résultat")),
        "wording": (_("Libellé modifié : %(title)s", title=title), _("Un libellé a changé"),
                    _("Une nouvelle version de ce texte de la journée « %(day)s » est en ligne. Les versions "
                      "précédentes y restent lisibles.", day=day), _("Lire le nouveau libellé")),
        "decision": (_("Décision inscrite : %(title)s", title=title), _("Une décision est inscrite"),
                     _("Une décision a été inscrite au cheminement de ce texte de la journée « %(day)s ».", day=day),
                     _("Lire la décision")),
    }[kind]
    return Words(language=language, subject=subject, heading=heading, paragraphs=(title, first), action=(action, where),
                 leave=_link("letters.leave", tokens.LEAVE, subscription_id, language), erase_on=erase_on)


def shorten(text):
    """Give a title on one line, not longer than a subject may be."""
    text = clean_line(text)
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1].rstrip() + "…"


def _link(endpoint, purpose, subscription_id, language):
    return address(endpoint, lang=language, token=tokens.write_token(purpose, subscription_id))


def write_plain(words):
    """Give a letter as plain text."""
    with in_language(words.language):
        foot = [*words.foot]
        if words.leave:
            foot.append(_("Pour ne plus rien recevoir et faire effacer votre adresse : %(address)s",
                          address=words.leave))
        if words.erase_on:
            foot.insert(0, _("Votre adresse ne sert qu’à ces lettres; elle sera effacée au plus tard le %(day)s.",
                             day=format_date(words.erase_on)))
        action, sign = f"{words.action[0]}\n{words.action[1]}", "-- \n" + "Concert’Action"
        links = (f"{text}\n{where}" for text, where in words.links)
        return "\n\n".join([words.heading, *words.paragraphs, *links, action, sign, *foot]) + "\n"


def write_html(words, sheet=None):
    """Give a letter as a page; `sheet` is the address of its style sheet where it may not stand within."""
    look = Markup('<link rel="stylesheet" href="{}">').format(sheet) if sheet else Markup(f"<style>{STYLES()}</style>")  # noqa: S704 - our own sheet
    with in_language(words.language):
        return render_template("notifications/letter.html", letter=words, look=look)
