"""Documents that were made to harm: each is refused in a sentence, within bounds, and nothing of it is kept."""

import io
import time
import zipfile

import pytest

from forum.core.errors import Refusal
from forum.imports import converting
from forum.imports.converting import SLOTS, convert
from forum.imports.faults import SENTENCES
from forum.imports.reading.office import MOST_MEMBERS
from tests.support.documents import WORKSHOP, docx, odt, word, zipped

pytestmark = pytest.mark.any_database
PARAGRAPH = "<w:p><w:r><w:t>a</w:t></w:r></w:p>"
BOMB = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
THIEF = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


def tiny(paragraph, text):
    """Write 400,000 paragraphs of a few letters, too different to be told from a text by how they are packed."""
    return "".join(f"<{paragraph}><{text}>{number * 7919 % 1_000_003:x}</{text}></{paragraph}>"
                   for number in range(400_000))


def odt_of(body):
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": body})


def locked(data):
    """Mark every member of a zip as enciphered."""
    held = bytearray(data)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = held.find(signature)
        while start >= 0:
            held[start + place] |= 1
            start = held.find(signature, start + 4)
    return bytes(held)


def pdf_of(*objects):
    return b"%PDF-1.4\n" + b"\n".join(objects) + b"\ntrailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF"


LOOP = pdf_of(b"1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj",
              b"2 0 obj << /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >> endobj")
HOSTILE = {
    "a zip bomb": ("a.docx", lambda: word(PARAGRAPH, **{"word/media/x.bin": b"\0" * 50_000_000}), "bomb"),
    "a body that swells": ("a.docx", lambda: word(PARAGRAPH + " " * 30_000_000), "bomb"),
    "more members than a document has": (
        "a.odt", lambda: zipped({str(number): "" for number in range(MOST_MEMBERS + 1)}), "bomb"),
    "400,000 tiny paragraphs": ("a.docx", lambda: word(tiny("w:p", "w:t")), "too_long"),
    "400,000 tiny paragraphs in ODT": ("a.odt", lambda: odt_of(
        f'<a xmlns:text="t">{tiny("text:p", "text:span")}</a>'), "too_long"),
    "elements without end": ("a.docx", lambda: word("<w:p>" * 300 + "</w:p>" * 300), "broken"),
    "entities that multiply": ("a.odt", lambda: odt_of(f"{BOMB}<a>&c;</a>"), "entities"),
    "an entity that reads a file": ("a.docx", lambda: zipped({"word/document.xml": f"{THIEF}<a>&b;</a>"}), "entities"),
    "a picture": ("a.docx", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "kind"),
    "a picture that says it is text": ("a.txt", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "kind"),
    "another zip": ("a.docx", lambda: zipped({"../../etc/passwd": "x"}), "other_kind"),
    "an ODT that says it is Word": ("a.docx", lambda: odt(WORKSHOP)[1], "other_kind"),
    "half a file": ("a.docx", lambda: docx(WORKSHOP)[1][:3000], "broken"),
    "a password": ("a.docx", lambda: locked(docx(WORKSHOP)[1]), "locked"),
    "zeros that say they are text": ("a.md", lambda: b"a\0" * 1000, "not_text"),
    "a program": ("a.exe", lambda: b"MZ", "kind"),
    "no name": ("docx", lambda: b"PK\x03\x04", "kind"),
    "more than 10 MB": ("a.txt", lambda: b"a" * (10 * 1024 * 1024 + 1), "too_large"),
    "10 MB of one line": ("a.txt", lambda: b"a" * (10 * 1024 * 1024), "too_long"),
    "a PDF of loops": ("a.pdf", lambda: LOOP, None),
    "a PDF of nothing": ("a.pdf", lambda: b"%PDF-1.7\n" + b"\xff" * 5000, None),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_document_is_refused_in_time_and_in_words(app, what):
    name, make, code = HOSTILE[what]
    data, begun = make(), time.monotonic()
    with pytest.raises(Refusal) as refused:
        convert(name, data)
    assert time.monotonic() - begun < 16
    sentences = [SENTENCES[code]] if code else SENTENCES.values()
    assert str(refused.value.fields["file"]) in map(str, sentences)


def test_macros_and_links_are_left_where_they_are(app):
    more = {"word/vbaProject.bin": b"\0macro", "word/_rels/document.xml.rels": "<a/>"}
    assert convert("a.docx", word(PARAGRAPH, **more)) == [("heading", 9, "a")]


def test_what_was_deleted_in_revision_is_not_read(app):
    body = "<w:p><w:r><w:t>gardé.</w:t></w:r><w:del><w:r><w:delText>x</w:delText><w:t>y</w:t></w:r></w:del></w:p>"
    assert convert("a.docx", word(body)) == [("paragraph", 0, "gardé.")]


def test_a_report_of_two_hundred_pages_is_read(app):
    page = "<w:p><w:r><w:t>Une phrase qui dit ce que la journée a retenu, avec ses mots.</w:t></w:r></w:p>" * 20
    begun = time.monotonic()
    assert len(convert("long.docx", word(page * 200))) == 4_000
    assert time.monotonic() - begun < 15


def test_a_third_document_at_once_waits_for_its_turn(app, monkeypatch):
    monkeypatch.setattr(converting, "PATIENCE_SECONDS", 0.05)
    with SLOTS, SLOTS, pytest.raises(Refusal) as refused:
        convert("a.txt", b"une ligne")
    assert str(refused.value.fields["file"]) == str(SENTENCES["busy"])
    assert convert("a.txt", b"Une ligne.") == [("paragraph", 0, "Une ligne.")]


def test_a_zip_whose_directory_lies_is_refused(app):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<a>" + "b" * 900_000 + "</a>")
    lying = held.getvalue().replace((900_007).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(Refusal) as refused:
        convert("a.docx", lying)
    assert str(refused.value.fields["file"]) == str(SENTENCES["broken"])
