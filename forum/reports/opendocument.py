"""An edition as an OpenDocument text (ODT): a zip of three XML files, written with the standard library.

Headings have their levels, tables their header rows, texts their language; a person's text is only ever a text node.
"""

import re
import zipfile
from io import BytesIO
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from forum.core.database import off_loop
from forum.reports.presenters import history_table, name_edition, standing_of

SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = {"office": f"{SPACE}office:1.0", "text": f"{SPACE}text:1.0", "table": f"{SPACE}table:1.0",
         "style": f"{SPACE}style:1.0", "fo": f"{SPACE}xsl-fo-compatible:1.0", "meta": f"{SPACE}meta:1.0",
         "manifest": f"{SPACE}manifest:1.0", "dc": "http://purl.org/dc/elements/1.1/",
         "xlink": "http://www.w3.org/1999/xlink"}
MIME = "application/vnd.oasis.opendocument.text"
# what XML cannot hold
UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
STYLES = {  # name → (family, parent, paragraph, text)
    "Standard": ("paragraph", None, {"fo:margin-bottom": "0.25cm"}, {"fo:font-size": "11pt"}),
    "Title": ("paragraph", "Standard", {}, {"fo:font-size": "22pt", "fo:font-weight": "bold"}),
    "Subtitle": ("paragraph", "Standard", {}, {"fo:color": "#4a5568"}),
    "Note": ("paragraph", "Standard", {}, {"fo:font-size": "9.5pt", "fo:color": "#4a5568"}),
    "Quotations": ("paragraph", "Standard", {"fo:margin-left": "1cm", "fo:margin-right": "1cm"}, {}),
    "Caption": ("paragraph", "Standard", {"fo:keep-with-next": "always"}, {"fo:font-weight": "bold"}),
    "Table_20_Heading": ("paragraph", "Standard", {}, {"fo:font-weight": "bold"}),
    **{f"Heading_20_{level}": ("paragraph", "Standard", {"fo:margin-top": "0.5cm", "fo:keep-with-next": "always"},
                               {"fo:font-size": f"{size}pt", "fo:font-weight": "bold"})
       for level, size in ((1, 18), (2, 14), (3, 12))},
    "Bold": ("text", None, None, {"fo:font-weight": "bold"}),
    "Italic": ("text", None, None, {"fo:font-style": "italic"}),
    "French": ("text", None, None, {"fo:language": "fr", "fo:country": "CA"}),
    "Cell": ("table-cell", None, None, None),
}
for prefix, name in NAMES.items():
    register_namespace(prefix, name)


def q(name):
    """Give a qualified name as ElementTree writes it."""
    prefix, _colon, local = name.partition(":")
    return f"{{{NAMES[prefix]}}}{local}"


def write_odt(edition, tree, editions):
    """Give the ODT of an edition."""
    return off_loop(_write, tree, standing_of(edition), history_table(edition, editions), edition.author,
                    edition.validated_at or edition.at,
                    name_edition(tree, edition))


def _write(tree, standing, history, author, moment, eyebrow):
    content = Element(q("office:document-content"), {q("office:version"): "1.3"})
    body = SubElement(SubElement(content, q("office:body")), q("office:text"))
    _paragraph(body, "Subtitle", [{"t": eyebrow}])
    _paragraph(body, "Title", [{"t": tree["day"]}])
    _paragraph(body, "Subtitle", [{"t": " · ".join(part for part in (tree["when"], standing) if part)}])
    for block in (history, *tree["blocks"]):
        _add(body, block)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), MIME, zipfile.ZIP_STORED)
        for path, root in (("content.xml", content), ("styles.xml", _styles(tree["lang"])),
                           ("meta.xml", _meta(tree, author, moment)), ("META-INF/manifest.xml", _manifest())):
            archive.writestr(path, tostring(root, "utf-8", xml_declaration=True))
    return out.getvalue()


def _add(body, block):
    kind = block["kind"]
    if kind == "heading":
        line = SubElement(body, q("text:h"), {q("text:outline-level"): str(block["level"]),
                                              q("text:style-name"): f"Heading_20_{block['level']}"})
        _fill(line, block["runs"])
    elif kind in ("paragraph", "note"):
        _paragraph(body, "Note" if kind == "note" else "Standard", block["runs"])
    elif kind == "quote":
        for runs in block["paragraphs"]:
            _paragraph(body, "Quotations", runs)
    elif kind == "list":
        made = SubElement(body, q("text:list"), {q("text:style-name"): "Numbers" if block["ordered"] else "Points"})
        for runs in block["items"]:
            _paragraph(SubElement(made, q("text:list-item")), "Standard", runs)
    else:
        _add_table(body, block)


def _add_table(body, block):
    if block["caption"]:
        _paragraph(body, "Caption", [{"t": block["caption"]}])
    made = SubElement(body, q("table:table"))
    SubElement(made, q("table:table-column"), {q("table:number-columns-repeated"): str(len(block["head"]))})
    _row(SubElement(made, q("table:table-header-rows")), block["head"], "Table_20_Heading")
    for row in block["rows"]:
        _row(made, row["cells"] if isinstance(row, dict) else row, "Standard")
    _paragraph(body, "Note", [{"t": block["note"]}])


def _row(parent, cells, style):
    line = SubElement(parent, q("table:table-row"))
    for text in cells:
        cell = SubElement(line, q("table:table-cell"), {q("table:style-name"): "Cell",
                                                        q("office:value-type"): "string"})
        _paragraph(cell, style, [{"t": text}])


def _paragraph(parent, style, runs):
    _fill(SubElement(parent, q("text:p"), {q("text:style-name"): style}), runs)


def _fill(line, runs):
    for piece in runs:
        parent = line
        if "u" in piece:
            parent = SubElement(parent, q("text:a"), {q("xlink:type"): "simple", q("xlink:href"): piece["u"]})
        for key, style in (("b", "Bold"), ("i", "Italic"), ("l", "French" if piece.get("l") == "fr" else "")):
            if piece.get(key) and style:
                parent = SubElement(parent, q("text:span"), {q("text:style-name"): style})
        span = SubElement(parent, q("text:span"))
        first, *others = UNSAYABLE.sub("", piece["t"]).split("\n")
        span.text = first
        for other in others:
            SubElement(span, q("text:line-break")).tail = other


def _styles(language):
    root = Element(q("office:document-styles"), {q("office:version"): "1.3"})
    styles = SubElement(root, q("office:styles"))
    default = SubElement(styles, q("style:default-style"), {q("style:family"): "paragraph"})
    SubElement(default, q("style:text-properties"), {q("fo:language"): language, q("fo:country"): "CA"})
    for name, (family, parent, paragraph, text) in STYLES.items():
        made = SubElement(styles, q("style:style"), {q("style:name"): name, q("style:family"): family})
        if parent:
            made.set(q("style:parent-style-name"), parent)
        if family == "table-cell":
            SubElement(made, q("style:table-cell-properties"), {q("fo:border"): "0.5pt solid #c9c4b8",
                                                                q("fo:padding"): "0.1cm"})
        for kind, values in (("paragraph", paragraph), ("text", text)):
            if values:
                SubElement(made, q(f"style:{kind}-properties"), {q(key): value for key, value in values.items()})
    for name, number in (("Points", ""), ("Numbers", "1")):
        made = SubElement(styles, q("text:list-style"), {q("style:name"): name})
        mark = {q("text:level"): "1"} | ({q("style:num-format"): "1", q("style:num-suffix"): "."} if number
                                         else {q("text:bullet-char"): "–"})
        level = SubElement(made, q(f"text:list-level-style-{'number' if number else 'bullet'}"), mark)
        SubElement(level, q("style:list-level-properties"), {q("text:space-before"): "0.4cm",
                                                             q("text:min-label-width"): "0.5cm"})
    return root


def _meta(tree, author, moment):
    root = Element(q("office:document-meta"), {q("office:version"): "1.3"})
    meta = SubElement(root, q("office:meta"))
    for name, text in (("dc:title", tree["title"]), ("meta:initial-creator", author), ("dc:creator", author),
                       ("dc:language", f"{tree['lang']}-CA"), ("dc:date", moment.isoformat(timespec="seconds"))):
        SubElement(meta, q(name)).text = UNSAYABLE.sub("", text)
    return root


def _manifest():
    root = Element(q("manifest:manifest"), {q("manifest:version"): "1.3"})
    for path, kind in (("/", MIME), *((f"{name}.xml", "text/xml") for name in ("content", "styles", "meta"))):
        SubElement(root, q("manifest:file-entry"), {q("manifest:full-path"): path, q("manifest:media-type"): kind})
    return root
