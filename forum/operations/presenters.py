"""The operator's page: what was measured these last minutes, and a plain sentence on each thing that is not right."""

import time
from datetime import UTC, datetime
from types import SimpleNamespace

from forum.core import measures, watch
from forum.core.i18n import _, bi, format_datetime, format_number, lazy
from forum.jobs.queries import count_waiting
from forum.operations.backup import STAMP
from forum.plenary.presenters import snapshot
from forum.plenary.queries import list_live_rooms

MINUTE = 12  # samples
WIDE, HIGH = 240, 48
SLOW_VOTE, SLOW_SCREEN, SLOW_DATABASE = 0.5, 0.5, 0.25
OLD_BACKUP, LONG_WAIT = 2 * 86400, 120
PHASES = {"lobby": lazy("accueil"), "open": lazy("vote ouvert"), "closed": lazy("vote fermé"),
          "published": lazy("résultat publié")}


def operations_page(app):
    """Give what the operator's page shows of this process."""
    watching = watch.of(app)
    last = watching.latest()
    samples = list(watching.samples)
    minute = samples[-MINUTE - 1:]
    figures = read_figures(minute)
    backup = find_backup(app.extensions["settings"].data)
    wrong = [check.words for check in watching.checks() if not check.is_good] + list_warnings(figures, last, backup)
    if count_waiting()[1] > LONG_WAIT:
        wrong.append(_("De longs travaux attendent depuis plus de deux minutes : aucun processus ne les fait. "
                       "Relancez le service, ou « forum work » là où FORUM_WORKER=apart."))
    return {"wrong": wrong, "figures": show_figures(figures, last), "charts": draw_charts(samples),
            "rooms": [show_room(room) for room in list_live_rooms()], "seen": last.moment,
            "backup": format_datetime(backup.moment) if backup else None}


def read_figures(samples):
    """Give the rates and delays between the first and the last of some samples; None where nothing came."""
    first, last = samples[0], samples[-1]
    seconds = max(last.at - first.at, watch.EVERY_SECONDS)
    return SimpleNamespace(
        rate=(last.votes - first.votes) / seconds,
        usual=measures.quantile(first.acknowledgement, last.acknowledgement, 0.5),
        slow=measures.quantile(first.acknowledgement, last.acknowledgement, 0.95),
        screens=measures.quantile(first.broadcast, last.broadcast, 0.95),
        lag=max(sample.lag for sample in samples))


def list_warnings(figures, last, backup):
    """Say what is not right yet breaks nothing, and what to do."""
    found = []
    if (figures.slow or 0) > SLOW_VOTE:
        found.append(_("Les votes sont confirmés lentement : arrêtez ce qui tourne à côté, regardez le disque; aucun "
                       "vote n’est perdu."))
    if (figures.screens or 0) > SLOW_SCREEN:
        found.append(_("Les écrans reçoivent les chiffres en retard : beaucoup d’appareils pour cette machine; "
                       "rien n’est perdu."))
    if (last.database or 0) > SLOW_DATABASE:
        found.append(_("La base de données est lente : son disque est occupé, ou elle est loin."))
    if last.sockets.get("polling", 0) > 5 and last.sockets.get("polling", 0) > last.sockets.get("websocket", 0):
        found.append(_("La plupart des appareils passent par la voie de secours : le serveur mandataire ou le réseau "
                       "bloque les WebSockets."))
    if backup is None or backup.age > OLD_BACKUP:
        found.append(_("Aucune sauvegarde depuis deux jours : lancez « forum backup », ou voyez si la minuterie "
                       "tourne."))
    return found


def find_backup(folder):
    """Give when the last copy was made, and its age in seconds, or None."""
    stamp = folder / STAMP
    if not stamp.exists():
        return None
    made = stamp.stat().st_mtime
    return SimpleNamespace(moment=datetime.fromtimestamp(made, UTC), age=time.time() - made)


def show_figures(figures, last):
    """List (figure, what it is) as people read them."""
    return [
        (format_number(last.seats), _("sièges")),
        (format_number(last.sockets.get("websocket", 0)), _("appareils par WebSocket")),
        (format_number(last.sockets.get("polling", 0)), _("appareils par la voie de secours")),
        (show_rate(figures.rate), _("votes par seconde")),
        (show_delay(figures.usual), _("pour confirmer un vote, d’ordinaire")),
        (show_delay(figures.slow), _("pour confirmer un vote, 95 % du temps au plus")),
        (show_delay(figures.screens), _("pour tenir tous les écrans au courant")),
        (show_delay(figures.lag), _("de retard du serveur, au pire")),
        (show_delay(last.database), _("pour écrire dans la base de données")),
        (show_size(last.memory), _("de mémoire prise")),
        (show_size(last.disk), _("de disque libre")),
    ]


def show_delay(seconds):
    """Write a delay in milliseconds, a dash when nothing was measured."""
    return "–" if seconds is None else f"{format_number(round(seconds * 1000))}\u00a0ms"


def show_rate(rate):
    """Write how many a second, with one decimal below ten."""
    if rate >= 10:
        return format_number(round(rate))
    return _("%(whole)s,%(tenth)s", whole=int(rate), tenth=int(rate * 10) % 10)


def show_size(size):
    """Write bytes in megabytes, in gigabytes from ten on."""
    if size >= 10_000_000_000:
        return _("%(n)s Go", n=format_number(size // 1_000_000_000))
    return _("%(n)s Mo", n=format_number(size // 1_000_000))


def show_room(room):
    """Show a live room: its code, its day, where it stands, how many are there."""
    state = snapshot(room)
    return {"code": room.code, "title": bi(room.event, "title"), "phase": PHASES[state["phase"]],
            "present": state["present"]}


def draw_charts(samples):
    """Draw what the samples say as lines, each with its latest and its highest value."""
    pairs = list(zip(samples, samples[1:], strict=False))
    series = [
        ("votes", _("Votes par seconde"), show_rate,
         [(now.votes - then.votes) / max(now.at - then.at, 1) for then, now in pairs]),
        ("ack", _("Confirmation d’un vote, 95 % du temps au plus"), show_delay,
         [measures.quantile(then.acknowledgement, now.acknowledgement, 0.95) or 0 for then, now in pairs]),
        ("sockets", _("Appareils en ligne"), lambda n: format_number(round(n)),
         [sum(now.sockets.values()) for _then, now in pairs]),
        ("lag", _("Retard du serveur"), show_delay, [now.lag for _then, now in pairs]),
    ]
    moments = [now.moment for _then, now in pairs]
    return [{"name": name, "title": title, "points": line_of(values), "highest": show(max(values)),
             "rows": [(moment, show(value)) for moment, value in list(zip(moments, values, strict=True))[::-MINUTE]]}
            for name, title, show, values in series if values]


def line_of(values):
    """Give the points of a line, oldest at the left, zero at the foot."""
    top, step = max(*values, 0.001), WIDE / max(len(values) - 1, 1)
    return " ".join(f"{place * step:.1f},{HIGH - 4 - (HIGH - 8) * value / top:.1f}"
                    for place, value in enumerate(values))
