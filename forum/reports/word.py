"""An edition as a document to edit (DOCX): real styles and headings, header rows, a language, a title."""

from importlib import import_module
from io import BytesIO

from forum.core.database import off_loop
from forum.reports.presenters import history_table, name_edition, standing_of

LANGUAGES = {"fr": "fr-CA", "en": "en-CA"}
INK, MUTED, BRAND = "16233A", "4A5568", "00585F"


def write_docx(edition, tree, editions):
    """Give the DOCX of an edition."""
    return off_loop(_Writer(edition.kind == "brief").write, tree, standing_of(edition),
                    history_table(edition, editions), edition.author, edition.validated_at or edition.at,
                    name_edition(tree, edition))


class _Writer:
    """Write the blocks of one tree."""

    def __init__(self, is_compact):
        # heavy and seldom needed: it is read when the first document is asked for
        self.docx, self.shared = import_module("docx"), import_module("docx.shared")
        self.oxml, self.qn = import_module("docx.oxml"), import_module("docx.oxml.ns").qn
        self.opc = import_module("docx.opc.constants").RELATIONSHIP_TYPE
        self.is_compact, self.document = is_compact, self.docx.Document()

    def write(self, tree, standing, history, author, moment, eyebrow):
        self.set_up(tree, author, moment)
        self.document.add_paragraph(eyebrow, style="Subtitle")
        self.document.add_paragraph(tree["day"], style="Title")
        self.document.add_paragraph(" · ".join(part for part in (tree["when"], standing) if part), style="Subtitle")
        if not self.is_compact:
            self.add_table(history)
        for block in tree["blocks"]:
            self.add(block)
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()

    def set_up(self, tree, author, moment):
        core, self.lang = self.document.core_properties, LANGUAGES[tree["lang"]]
        core.title, core.author, core.language = tree["title"], author, self.lang
        core.created = core.modified = moment.replace(tzinfo=None)
        core.comments = core.last_modified_by = ""
        size = self.shared.Pt(9.5 if self.is_compact else 11)
        for section in self.document.sections:
            section.page_width, section.page_height = self.shared.Inches(8.5), self.shared.Inches(11)
            for side in ("left", "right", "top", "bottom"):
                setattr(section, f"{side}_margin", self.shared.Inches(0.75 if self.is_compact else 1))
        for name in ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3"):
            style = self.document.styles[name]
            style.font.name = "Calibri"
            style.font.color.rgb = self.shared.RGBColor.from_string(
                {"Normal": INK, "Subtitle": MUTED, "Title": INK}.get(name, BRAND))
            self.set_language(style.element.get_or_add_rPr(), self.lang)
        self.document.styles["Normal"].font.size = size
        if self.is_compact:
            self.document.styles["Title"].font.size = self.shared.Pt(18)
            for name in ("Normal", "List Bullet", "Heading 1", "Quote"):
                form = self.document.styles[name].paragraph_format
                form.space_after, form.space_before = self.shared.Pt(3), self.shared.Pt(2)

    def set_language(self, properties, language):
        for old in properties.findall(self.qn("w:lang")):
            properties.remove(old)
        mark = self.oxml.OxmlElement("w:lang")
        mark.set(self.qn("w:val"), language)
        properties.append(mark)

    def add(self, block):
        kind = block["kind"]
        if kind == "heading":
            self.add_runs(self.document.add_heading(level=block["level"]), block["runs"])
        elif kind in ("paragraph", "note"):
            self.add_runs(self.document.add_paragraph(), block["runs"], is_small=kind == "note")
        elif kind == "quote":
            for runs in block["paragraphs"]:
                self.add_runs(self.document.add_paragraph(style="Quote"), runs)
        elif kind == "list":
            style = "List Number" if block["ordered"] else "List Bullet"
            for runs in block["items"]:
                self.add_runs(self.document.add_paragraph(style=style), runs)
        else:
            self.add_table(block)

    def add_runs(self, paragraph, runs, is_small=False):
        for piece in runs:
            made = paragraph.add_run(piece["t"])
            made.bold, made.italic = piece.get("b"), piece.get("i")
            if is_small:
                made.font.size = self.shared.Pt(8.5 if self.is_compact else 9.5)
            if "l" in piece:
                self.set_language(made._r.get_or_add_rPr(), LANGUAGES[piece["l"]])
            if "u" in piece:
                self.link(paragraph, made, piece["u"])

    def link(self, paragraph, made, address):
        made.font.underline = True
        target = self.oxml.OxmlElement("w:hyperlink")
        target.set(self.qn("r:id"), paragraph.part.relate_to(address, self.opc.HYPERLINK, is_external=True))
        paragraph._p.append(target)
        target.append(made._r)

    def add_table(self, block):
        if block["caption"]:
            self.document.add_paragraph(block["caption"], style="Caption")
        rows = [row["cells"] if isinstance(row, dict) else row for row in block["rows"]]
        made = self.document.add_table(rows=1 + len(rows), cols=len(block["head"]), style="Table Grid")
        header = made.rows[0]._tr.get_or_add_trPr()
        header.append(self.oxml.OxmlElement("w:tblHeader"))
        # asked cell by cell, a table of a thousand lines would be looked through a thousand times
        for line, cells in zip(made._tbl.tr_lst, (block["head"], *rows), strict=True):
            for cell, text in zip(line.tc_lst, cells, strict=True):
                paragraph = self.docx.text.paragraph.Paragraph(cell.p_lst[0], made)
                paragraph.add_run(text).bold = cells is block["head"]
        remark = self.document.add_paragraph()
        if block["note"]:
            remark.add_run(block["note"]).font.size = self.shared.Pt(9)
