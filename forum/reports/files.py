"""The files of an edition, in each format and language: made apart, as long work, and kept; or on the spot."""

from sqlalchemy import delete, select
from sqlalchemy.orm import undefer

from forum.core.database import db
from forum.core.errors import Missing
from forum.core.i18n import LANGUAGES, in_language
from forum.core.web.pages import changed
from forum.reports import opendocument, papers, word
from forum.reports.models import Edition, EditionFile
from forum.reports.queries import list_versions
from forum.reports.rules import FILE_NAMES

JOB = "edition"
WRITERS = {"pdf": papers.write_pdf, "docx": word.write_docx, "odt": opendocument.write_odt}


def make_file(edition, form, language):
    """Give the bytes of an edition in a format and a language."""
    with in_language(language):
        return WRITERS[form](edition, edition.trees[language], list_versions(edition))


def make_files(job, tell):
    """Make all files of a job's edition; gives what keeps them, unless the edition was validated meanwhile."""
    edition = _read(job.params["edition"])
    stood, wanted = edition.validated_at, [(form, language) for form in WRITERS for language in LANGUAGES]
    made = {}
    for number, (form, language) in enumerate(wanted):
        tell(number, len(wanted))
        made[form, language] = make_file(edition, form, language)

    def write():
        now = _read(edition.id)
        if now.validated_at == stood:  # else the job that validation asked for makes them
            forget_files(edition.id)
            db.session.add_all(EditionFile(edition_id=edition.id, form=form, language=language, body=body)
                               for (form, language), body in made.items())
        slug = job.params["slug"]
        changed(f"reports:{slug}")
        return f"/{job.language}/journees/{slug}/{FILE_NAMES[now.kind]}/{now.number}/"

    return write


def forget_files(edition_id):
    """Erase the files of an edition: its words changed."""
    db.session.execute(delete(EditionFile).where(EditionFile.edition_id == edition_id))


def _read(edition_id):
    found = db.session.scalar(select(Edition).where(Edition.id == edition_id).options(undefer(Edition.trees))
                              .execution_options(populate_existing=True))
    if found is None:
        raise Missing()
    return found
