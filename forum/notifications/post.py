"""Letters on their way: the outbox is emptied by SMTP, or in the demonstration into a folder, one claim a letter."""

import hashlib
import logging
import smtplib
import ssl
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app
from sqlalchemy import and_, exists, or_, select

from forum.core.config import ConfigurationError
from forum.core.database import db, transaction, utc_now
from forum.core.i18n import _
from forum.notifications import presenters, rules, services
from forum.notifications.models import Letter

BATCH = 20
TIMEOUT_SECONDS = 20
EVERY_SECONDS = 5
PURGE = timedelta(hours=1)
LOCAL = {"localhost", "127.0.0.1", "::1"}
log = logging.getLogger(__name__)


class Smtp:
    """Hand letters to a mail server: smtp:// (encrypted by STARTTLS) or smtps://, with a name and a password."""

    def __init__(self, url):
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ConfigurationError(_("SMTP_URL doit avoir la forme smtp://nom:motdepasse@courriel.exemple.org:587"))
        self.host, self.is_wrapped = parts.hostname, parts.scheme == "smtps"
        self.port = parts.port or (465 if self.is_wrapped else 587)
        self.name, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.is_plain = parse_qs(parts.query).get("starttls") == ["no"]
        if self.is_plain and self.name and self.host not in LOCAL:
            raise ConfigurationError(_("SMTP_URL : un mot de passe ne s’envoie que par une liaison chiffrée"))

    def __enter__(self):
        context = ssl.create_default_context()
        if self.is_wrapped:
            self.line = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            self.line = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
            if not self.is_plain:
                self.line.starttls(context=context)
        if self.name:
            self.line.login(self.name, self.password)
        return self

    def __exit__(self, *_error):
        try:
            self.line.quit()
        except (OSError, smtplib.SMTPException):
            self.line.close()

    def send(self, message):
        self.line.send_message(message)


class Folder:
    """Write letters as .eml files: the demonstration sends nothing."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.path.mkdir(mode=0o700, exist_ok=True)
        return self

    def __exit__(self, *_error):
        pass

    def send(self, message):
        name = hashlib.sha256(message["Message-ID"].encode()).hexdigest()[:16]
        (self.path / f"{name}.eml").write_bytes(message.as_bytes())


def way_out(settings):
    """Give what takes the letters of an installation, or None where letters are not set up."""
    if settings.smtp_url and settings.mail_from and settings.public_url:
        return Smtp(settings.smtp_url)
    if settings.demo and settings.public_url:
        return Folder(settings.data / "letters")
    return None


def compose(letter):
    """Make the message of a letter: plain text and a page, its headers safe, the links of RFC 8058.

    Gives None when the letter has nothing to say any more.
    """
    settings, words = current_app.extensions["settings"], presenters.write_letter(letter)
    if words is None:
        return None
    host = urlsplit(settings.public_url).hostname or "localhost"
    message = EmailMessage(policy=SMTP)
    message["Subject"] = words.subject
    message["From"] = settings.mail_from or f"Concert'Action <concertaction@{host}>"
    message["To"] = Address(addr_spec=words.email)
    message["Date"] = format_datetime(utc_now())
    # the same letter, sent again after a crash, is the same message
    whose = letter.subscription_id or letter.about
    known = hashlib.sha256(f"{current_app.secret_key}:{letter.id}:{whose}".encode()).hexdigest()
    message["Message-ID"] = f"<{known[:32]}@{host}>"
    message["Content-Language"] = words.language
    message["Auto-Submitted"] = "auto-generated"
    if words.leave:
        message["List-Unsubscribe"] = f"<{words.leave}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(presenters.write_plain(words))
    message.add_alternative(presenters.write_html(words), subtype="html")
    if words.calendar:
        method, content = words.calendar
        message.add_attachment(content, maintype="text", subtype="calendar", filename="concertaction.ics",
                               params={"method": method, "charset": "utf-8"})
    return message


def is_due(now):
    """Give the condition of the letters that nobody holds and that may leave now."""
    return and_(Letter.sent_on.is_(None), Letter.failed_on.is_(None),
                or_(Letter.due_at.is_(None), Letter.due_at <= now),
                or_(Letter.claimed_until.is_(None), Letter.claimed_until <= now))


def claim(now):
    """Take some letters that are due, for this sender alone for a while; gives their ids."""
    db.session.rollback()  # whoever asks may have read before the letter was written
    if not db.session.scalar(select(exists().where(is_due(now)))):
        return []  # as a rule nothing waits, and nothing is written
    with transaction():
        rows = db.session.scalars(select(Letter).where(is_due(now)).order_by(Letter.id).limit(BATCH).with_for_update(
            skip_locked=True)).all()
        for row in rows:
            row.claimed_until = now + rules.CLAIM
        return [row.id for row in rows]


def send_due(now=None):
    """Send the letters that are due; gives how many left. What fails is tried again later, each time after longer."""
    sent, way = 0, way_out(current_app.extensions["settings"])
    while way is not None and (idents := claim(now or utc_now())):
        try:
            with way:
                sent += sum(send_one(ident, way, now) for ident in idents)
        except (OSError, smtplib.SMTPException) as error:
            # the server cannot be reached: what was claimed goes back, a little later
            log.warning("letters wait: %s", type(error).__name__)
            put_back(idents, type(error).__name__, now or utc_now())
            break
    return sent


def send_one(ident, way, now=None):
    """Send one claimed letter and note what became of it; tells whether it left. Raises when the line itself fails."""
    letter = db.session.get(Letter, ident, populate_existing=True)
    if letter is None:  # its address was erased meanwhile
        return False
    try:
        message = compose(letter)
        db.session.rollback()  # the read ends before the network is waited for
        if message is None:
            with transaction():
                services.drop(ident)
            return False
        way.send(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        note_failure([ident], f"refused {max(codes)}", now or utc_now(), is_final=min(codes) >= 500)
        return False
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPResponseException as error:
        note_failure([ident], f"refused {error.smtp_code}", now or utc_now(), is_final=error.smtp_code >= 500)
        return False
    except ValueError as error:  # an address or a title that no header takes
        note_failure([ident], type(error).__name__, now or utc_now(), is_final=True)
        return False
    with transaction():
        row = db.session.get(Letter, ident, with_for_update=True, populate_existing=True)
        if row is not None:
            row.sent_on, row.due_at, row.claimed_until, row.reason = (now or utc_now()).date(), None, None, None
    return True


def put_back(idents, reason, now):
    """Let the letters that did not leave wait."""
    note_failure(idents, reason, now, is_final=False)


def note_failure(idents, reason, now, is_final):
    """Note that letters did not leave; each is tried again later, or given up."""
    with transaction():
        for row in db.session.scalars(select(Letter).where(
                Letter.id.in_(idents), Letter.sent_on.is_(None)).with_for_update()):
            if row.failed_on is not None or row.claimed_until is None:
                continue
            row.attempts += 1
            again = None if is_final else rules.next_try(row.attempts, now)
            row.due_at, row.claimed_until, row.reason = again, None, reason[: rules.LENGTHS["reason"]]
            row.failed_on = now.date() if again is None else None


def follow(app, pause):
    """Empty the outbox for as long as the process serves; `pause(seconds)` lets the others go on.

    What is kept only for a time is erased here as well, even where no letter leaves.
    """
    purged = None
    while True:
        pause(EVERY_SECONDS)
        with app.app_context():
            try:
                if purged is None or utc_now() - purged > PURGE:
                    with transaction():
                        services.forget_expired()
                    purged = utc_now()
                send_due()
            except Exception as error:  # an address must not reach a log
                log.error("the outbox stopped: %s", type(error).__name__)
