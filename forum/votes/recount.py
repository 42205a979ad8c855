"""Redo the sum of a sealed file: does the seal hold, does the result?"""

from collections import Counter
from dataclasses import dataclass

from forum.core.i18n import _
from forum.votes.breakdown import find_table_faults
from forum.votes.reading import read_poll_file
from forum.votes.sealing import canonical_json, count_id_of, seal_of
from forum.votes.strict_json import Unreadable
from forum.votes.ties import commitment_of

HOLDS, DIFFERS, UNREADABLE = 0, 1, 2


@dataclass(frozen=True)
class Verdict:
    """Say whether a file holds: `code` is the command's exit code, `differences` are sentences, `result` our count."""

    code: int
    differences: tuple = ()
    result: dict | None = None
    ballots: int = 0
    seal: str | None = None


def judge(data):
    """Judge the bytes of a sealed file.

    A file that cannot be read at all is UNREADABLE; a readable one whose seal, result, order, roll or choices do not
    hold DIFFERS, and says in what.
    """
    try:
        file = read_poll_file(data)
    except Unreadable as error:
        return Verdict(UNREADABLE, (str(error),))
    seal = seal_of(file.document)
    differences = [*_compare_seal(file, seal), *_compare_ballots(file), *_compare_lot(file.rule.tie),
                   *_compare_channels(file)]
    try:
        result = file.count()
    except Unreadable as error:
        result = None
        differences.append(_("les bulletins ne peuvent pas être comptés : %(reason)s", reason=error))
    else:
        differences += _compare_result(file.document.get("result"), result)
        differences += find_table_faults(file)
    return Verdict(DIFFERS if differences else HOLDS, tuple(differences), result, len(file.rows), seal)


def _compare_seal(file, seal):
    written = file.document.get("seal")
    if written is None:
        yield _("le fichier ne porte pas de sceau")
    elif written != seal:
        yield _("le sceau ne tient pas : le fichier dit %(written)s, son contenu donne %(seal)s",
                written=str(written)[:80], seal=seal)


def _compare_ballots(file):
    ballots = file.document["ballots"]
    ids = [row.get("id") for row in ballots]
    if None in ids:
        yield _("un bulletin n’a pas d’« id »")
    elif ids != sorted(ids):
        yield _("les bulletins ne sont pas dans l’ordre de leurs « id »")
    if file.document["poll"].get("secret") is True and any("voter" in row for row in ballots):
        yield _("un bulletin d’un vote secret nomme qui l’a donné")
    roll = file.document.get("roll")
    if roll is None:
        yield _("le fichier n’a pas de liste de vote")
        return
    voted, cast, entitled = roll.get("voted"), sum(file.rows), file.roll.entitled
    if voted != cast:
        yield _("la liste dit que %(voted)s ont voté, les bulletins en font %(cast)s", voted=voted, cast=cast)
    if entitled is None or cast > entitled:
        yield _("il y a plus de votes (%(cast)s) que la liste n’en permet (%(entitled)s)", cast=cast, entitled=entitled)


def _compare_channels(file):
    poll_id, counted = file.document["poll"].get("id"), Counter()
    for row in file.document["ballots"]:
        channel = row.get("channel")
        if channel is not None:
            counted[str(channel)] += row.get("count", 1)
            if row.get("id") != count_id_of(poll_id, channel, canonical_json(row["choice"]).decode()):
                yield _("l’« id » d’un bulletin compté à la main n’est pas celui de son choix")
    told = file.document.get("channels", [])
    rows = told if isinstance(told, list) and all(isinstance(row, dict) for row in told) else []
    said = {str(row.get("channel")): row.get("ballots") for row in rows if row.get("ballots") != 0}
    if said != counted or rows != told:
        yield _("les canaux ne disent pas combien de bulletins ont été comptés à la main")
    if any(not row.get("confirmed_by") or row.get("confirmed_by") == row.get("entered_by") for row in rows):
        yield _("un compte fait à la main n’a pas été confirmé par une autre personne")


def _compare_lot(tie):
    if tie is None or tie.by != "lot":
        return
    if tie.hash is None or tie.seed is None:
        yield _("la règle annonce un tirage, et le fichier n’en a pas à la fois l’empreinte et le germe")
    elif tie.hash != commitment_of(tie.seed):
        yield _("le germe du tirage donne %(found)s, et non l’empreinte annoncée", found=commitment_of(tie.seed))


def _compare_result(written, counted):
    if not isinstance(written, dict):
        yield _("le fichier ne dit pas de résultat")
        return
    for name in ("status", "winners", "tied", "figures", "adopted"):
        yield from _compare(name, written.get(name), counted.get(name))
    for name in ("settled", "quorum", "colleges", "rounds"):  # what a file does not state is not wrong
        if name in written:
            yield from _compare(name, written[name], counted.get(name))


def _compare(name, written, counted):
    if name == "figures" and isinstance(written, dict):
        for key in dict.fromkeys((*counted, *written)):
            yield from _compare(_("chiffres de %(key)s", key=key[:40]), written.get(key), counted.get(key))
    elif canonical_json(written) != canonical_json(counted):
        yield _("%(name)s : le fichier dit %(written)s, les bulletins donnent %(counted)s", name=name,
                written=_short(written), counted=_short(counted))


def _short(value):
    return str(value)[:200]
