"""Documents as people write them: one content, made into Markdown, DOCX, ODT and PDF."""

import io
import json
import zipfile
from xml.sax.saxutils import escape

import typst
from docx import Document

from forum.plenary.papers.typesetting import FONTS

# (kind, level, text): "h" a heading, "p" a paragraph, "i" an item of a list
REPORT = (
    ("h", 1, "Rapport d’activité"), ("p", 0, "12 mars 2026"),
    ("h", 2, "2. Inscription"),
    ("p", 0, "Une vingtaine de personnes ont assisté à la journée. Les organismes suivants étaient représentés :"),
    ("i", 1, "Centre Saint-Pierre"), ("i", 1, "Université de Sherbrooke"),
    ("h", 2, "5. Ateliers de réflexion"), ("h", 3, "Atelier 7 : Acteurs et compétences"),
    ("p", 0, "Plusieurs participants ont souhaité un portrait plus complet."), ("p", 0, "On souligne la durée."),
    ("h", 2, "ANNEXE B : Constats et pistes d’action"),
    ("h", 3, "ACTEURS ET COMPÉTENCES"), ("h", 4, "CONSTATS"),
    ("i", 1, "A) Mieux comprendre les rôles"), ("i", 1, "B) Renforcer le réseautage"),
    ("h", 4, "PISTES D’ACTION"), ("i", 1, "A) Outils et guides"), ("i", 1, "B) Réseaux d’action"),
    ("h", 3, "MOYENS ET ENJEUX"), ("h", 4, "CONSTATS"), ("i", 1, "A) Quant à la portée :"),
    ("i", 2, "Mieux évaluer la contribution"), ("i", 2, "Se doter d’un vocabulaire"),
    ("h", 2, "ANNEXE C : Programme de la journée"), ("h", 3, "13 h – 16 h 00 Atelier d’échanges"),
    ("p", 0, "Anne Exemple, professeure, Université du Québec"),
)
WORKSHOP = (
    ("h", 2, "Atelier 9"), ("h", 2, "La mise à l’échelle"), ("h", 3, "Mise en contexte"),
    ("p", 0, "Elle consiste à augmenter l’impact."),
    ("h", 3, "Recommandation originale #9.1"), ("p", 0, "Il faudrait dédier des fonds à la répliquabilité."),
    ("h", 3, "Discussion #9.1"), ("p", 0, "On rappelle le contexte de la démarche."),
    ("i", 1, "Un équilibre est à maintenir;"),
    ("h", 3, "Liens utiles"), ("p", 0, "Le cycle de vie : https://exemple.test/cycle.pdf"),
    ("h", 3, "Discussion #9.2"), ("p", 0, "Elle requiert d’autres mécanismes."),
    ("p", 0, "En conséquence, on propose de :"), ("i", 1, "Mettre en place une initiative."),
    ("i", 1, "Planifier l’effort."),
    ("h", 3, "Autre élément de discussion (non discuté lors de l’atelier)"),
    ("i", 1, "Il faudrait des critères en amont."),
)
ODF = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" ' \
      'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'


def markdown(content):
    """Give (name, bytes) of a document in Markdown."""
    marks = {"h": lambda level: "#" * level + " ", "p": lambda _level: "", "i": lambda level: "  " * (level - 1) + "- "}
    return "compte-rendu.md", "\n\n".join(marks[kind](level) + text for kind, level, text in content).encode()


def docx(content):
    """Give (name, bytes) of a document in DOCX, with the styles of Word."""
    document, held = Document(), io.BytesIO()
    for kind, level, text in content:
        if kind == "h":
            document.add_heading(text, level)
        else:
            document.add_paragraph(text, {"p": None, "i": "List Bullet"}[kind])
            if kind == "i":
                numbering = document.paragraphs[-1]._p.get_or_add_pPr().get_or_add_numPr()
                numbering.get_or_add_ilvl().val = level - 1
                numbering.get_or_add_numId().val = 1
    document.save(held)
    return "compte-rendu.docx", held.getvalue()


def odt(content):
    """Give (name, bytes) of a document in ODT."""
    parts = []
    for kind, level, text in content:
        words = escape(text)
        if kind == "h":
            parts.append(f'<text:h text:outline-level="{level}">{words}</text:h>')
        elif kind == "p":
            parts.append(f"<text:p>{words}</text:p>")
        else:
            parts.append("<text:list><text:list-item>" * level + f"<text:p>{words}</text:p>"
                         + "</text:list-item></text:list>" * level)
    return "compte-rendu.odt", zipped({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f'<office:document-content {ODF}><office:body><office:text>{"".join(parts)}'
                       "</office:text></office:body></office:document-content>"})


def zipped(members):
    """Give the bytes of a zip of {name: text or bytes}."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def word(body, **more):
    """Give the bytes of a DOCX whose body is this XML."""
    xml = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}' \
          "</w:body></w:document>"
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": xml, **more})


def pdf(content):
    """Give (name, bytes) of a document in PDF, as a word processor prints it: no styles, only places and sizes."""
    parts = ['#set text(lang: "fr", font: "Inter")', "#set page(paper: \"us-letter\")"]
    for kind, level, text in content:
        words = "#" + json.dumps(text, ensure_ascii=False)
        parts.append({"h": "=" * level + " ", "p": "", "i": "  " * (level - 1) + "- "}[kind] + words)
        if kind != "i":
            parts.append("")
    return "compte-rendu.pdf", typst.compile("\n".join(parts).encode(), font_paths=[str(FONTS)],
                                             ignore_system_fonts=True)
