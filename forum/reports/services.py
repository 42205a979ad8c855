"""What organisers do with the report of a day. Each in the caller's transaction, for a viewer."""

from sqlalchemy import func, select

from forum.core.database import db, utc_now
from forum.core.errors import Missing, Refusal
from forum.core.i18n import lazy
from forum.core.web.pages import changed
from forum.events.faults import refuse, take_fields
from forum.events.rules import Field
from forum.events.services import lock_event
from forum.jobs import services as jobs
from forum.reports import files
from forum.reports.models import DataChoice, Edition, Narrative
from forum.reports.rules import KINDS, LENGTHS, LICENCES, MOST_BLOCKS, PARTS, REPORT_PARTS

NARRATIVE_FIELDS = {"text_fr": Field(LENGTHS["text"], is_line=False), "text_en": Field(LENGTHS["text"], is_line=False),
                    "reason": Field(LENGTHS["reason"])}
EDITION_FIELDS = {"author": Field(LENGTHS["author"], True), "remark": Field(LENGTHS["remark"])}
VALIDATION_FIELDS = {"validated_by": Field(LENGTHS["person"], True)}
TOO_LARGE = lazy("Ce rapport est trop long pour être établi d’un seul tenant : retirez-en une section.")
SAY_WHY = lazy("Dites pourquoi cette section est retirée.")


def write_part(viewer, slug, part, values):
    """Keep what is written before a part, and whether the part is left out and why; gives the row."""
    event = lock_event(viewer, slug)
    if part not in PARTS:
        raise Missing()
    read = take_fields({name: values.get(name) or "" for name in NARRATIVE_FIELDS}, NARRATIVE_FIELDS)
    is_left_out = bool(values.get("is_left_out")) and part in REPORT_PARTS
    if is_left_out and not read["reason"]:
        raise Refusal("invalid", fields={"reason": SAY_WHY})
    row = db.session.scalar(select(Narrative).where(Narrative.event_id == event.id, Narrative.part == part))
    if row is None:
        row = Narrative(event_id=event.id, part=part)
        db.session.add(row)
    for name, value in (read | {"is_left_out": is_left_out}).items():
        setattr(row, name, value)
    db.session.flush()
    return row


def issue_edition(viewer, slug, kind, values, trees, now=None):
    """Freeze these trees as the next edition of a report or brief; the day's lock makes each number one edition's."""
    event = lock_event(viewer, slug)
    if kind not in KINDS:
        raise Missing()
    read = take_fields({name: values.get(name) or "" for name in EDITION_FIELDS}, EDITION_FIELDS)
    if any(len(tree["blocks"]) > MOST_BLOCKS for tree in trees.values()):
        raise Refusal("invalid", fields={"remark": TOO_LARGE})
    last = db.session.scalar(select(func.max(Edition.number)).where(
        Edition.event_id == event.id, Edition.kind == kind)) or 0
    row = Edition(event_id=event.id, kind=kind, number=last + 1, at=now or utc_now(), author=read["author"],
                  remark=read["remark"] or "", trees=trees)
    db.session.add(row)
    db.session.flush()
    changed(f"reports:{slug}")
    return row


def validate_edition(viewer, slug, kind, number, values, now=None):
    """Say who validated an edition and when, once: said again, it stays as it was; gives the row."""
    event = lock_event(viewer, slug)
    row = db.session.scalar(select(Edition).where(
        Edition.event_id == event.id, Edition.kind == kind, Edition.number == number).execution_options(
            populate_existing=True))
    if row is None:
        raise Missing()
    read = take_fields({"validated_by": values.get("validated_by") or ""}, VALIDATION_FIELDS)
    if row.validated_at is None:
        row.validated_by, row.validated_at = read["validated_by"], now or utc_now()
        db.session.flush()
        changed(f"reports:{slug}")
    return row


def make_files(viewer, slug, edition, back):
    """Have the files of an edition made, as long work; gives the job."""
    lock_event(viewer, slug)
    files.forget_files(edition.id)
    return jobs.begin(viewer, files.JOB, back, {"edition": edition.id, "slug": slug})


def choose_licence(viewer, slug, licence):
    """Choose the licence of a day's open data; raises Refusal when it is not of the list."""
    event = lock_event(viewer, slug)
    if licence not in LICENCES:
        refuse("licence", "not_in_list")
    choice = db.session.get(DataChoice, event.id)
    if choice is None:
        choice = DataChoice(event_id=event.id, licence=licence)
        db.session.add(choice)
    choice.licence = licence
    db.session.flush()
    changed(f"reports:{slug}")
    return choice
