"""What an organiser ticks: which pistes open their topic, and in which forum each."""

from dataclasses import dataclass

from forum.core.i18n import lazy
from forum.deliberation.presenters import shown_code
from forum.followup.faults import SENTENCES
from forum.followup.rules import MOST_AT_ONCE, match_forum


@dataclass(frozen=True)
class Tick:
    """Hold a retained piste that has no topic yet, whether it is ticked, and the forum chosen or suggested for it."""

    row: object
    is_ticked: bool
    forum: str
    is_suggested: bool

    @property
    def code(self):
        return f"{self.row.theme.number}{self.row.piste.letter}"


def read_ticks(typed, retained, forums):
    """Read what was ticked among these retained pistes; `typed` holds "piste" several times and "forum-1G" once each.

    A forum whose title says what the theme's says is suggested.
    """
    asked = set(typed.getlist("piste")) if hasattr(typed, "getlist") else set()
    known = {forum.slug for forum in forums}
    names = [(forum.slug, (forum.title_fr, forum.title_en)) for forum in forums]
    ticks = []
    for row in retained:
        code = f"{row.theme.number}{row.piste.letter}"
        suggested = match_forum((row.theme.title_fr, row.theme.title_en, row.theme.programme_title_fr), names) or ""
        chosen = typed.get(f"forum-{code}", suggested)
        ticks.append(Tick(row, code in asked, chosen if chosen in known else "", chosen == suggested != ""))
    return ticks


def list_faults(ticks):
    """List what is wrong with what was ticked, in sentences."""
    ticked = [tick for tick in ticks if tick.is_ticked]
    if not ticked:
        return [SENTENCES["none"]]
    if len(ticked) > MOST_AT_ONCE:
        return [SENTENCES["many"]]
    return [lazy("Choisissez un forum pour la piste %(code)s.", code=shown_code(tick.row.piste.code))
            for tick in ticked if not tick.forum]
