"""A day's file: what may stand in it and what must agree inside it, as records with the columns of the models."""

from forum.deliberation.marked_yaml import Fault, Unreadable, decode, parse
from forum.deliberation.rules import (
    DECISION_KINDS,
    ITEM_KINDS,
    LENGTHS,
    RELATIONS,
    SHARED,
    THEME_KINDS,
    is_letter,
    is_number,
    level_of,
    parse_lettered,
    parse_numbered,
    parse_ref,
)
from forum.deliberation.shapes import Both, BothLines, day, flag, group, hour, line, many, may, need, text, whole, word
from forum.events import rules as events

FORMAT = "concertaction-day/1"
LONG = LENGTHS["text"]
TITLE = LENGTHS["title"]
LABEL = events.LENGTHS["label"]
NOTE = events.LENGTHS["note"]
DRAWN = ("source", "team")

_both_titles, _both_labels = Both(line(TITLE)), Both(line(LABEL))
_both_notes, _both_texts = Both(text(NOTE)), Both(text(LONG))


def _inline(limit, keys, inline, shape=text):
    return group({**keys, "fr": need(shape(limit)), "en": may(shape(limit))}, inline)


def _names(name):
    return many(_inline(events.LENGTHS["name"], {}, name, line))


_event = group({
    "code": need(line(events.LENGTHS["code"], events.is_event_code)),
    "slug": need(line(events.LENGTHS["slug"], events.is_slug)),
    "state": may(word(events.STATES), "published"),
    "title": need(_both_titles), "subtitle": may(_both_titles), "place": may(Both(line(events.LENGTHS["place"]))),
    "city": may(Both(line(events.LENGTHS["name"]))),
    "date": may(day), "date_note": may(_both_notes), "summary": may(Both(text(events.LENGTHS["summary"]))),
    "source_title": may(_both_titles), "source_note": may(_both_notes), "rights": may(_both_notes),
})
_sectors = many(_inline(events.LENGTHS["sector_label"],
                        {"key": need(line(events.LENGTHS["sector_key"], events.is_sector_key))}, "label", line))
_programme = many(group({
    "kind": need(word(events.PROGRAMME_KINDS)), "starts": may(hour), "ends": may(hour),
    "title": need(_both_titles), "description": may(_both_texts), "speakers": may(BothLines(line(LABEL))),
    "room": may(Both(line(events.LENGTHS["name"]))),
}))
_report = many(group({"number": need(line(12)), "title": need(_both_titles), "text": may(_both_texts)}))
_evaluation = many(group({
    "group": may(_both_labels), "label": need(_both_labels), "value": need(Both(line(events.LENGTHS["value"]))),
    "percent": may(whole(0, 100)), "count": may(whole(0, 1_000_000)), "base": may(_both_labels),
    "location": need(_both_labels),
}))
_verbatims = many(_inline(LONG, {"group": may(_both_labels)}, "text"))
_discrepancies = many(group({
    "key": need(line(events.LENGTHS["sector_key"], events.is_sector_key)), "subject": need(_both_labels),
    "note": may(_both_notes),
    "readings": need(many(group({"value": need(_both_texts), "location": need(_both_labels)}))),
}))
_history = many(group({
    "date": may(line(40)), "version": need(line(40)), "remark": may(_both_labels),
    "person": may(line(events.LENGTHS["name"])),
}))

_discussion = group({
    "title": need(_both_titles),
    "remarks": need(many(_inline(LONG, {
        "paragraph": may(whole(1, 999)), "point": may(flag, False),
        "shared": may(group({"fr": need(line(LENGTHS["words"])), "en": may(line(LENGTHS["words"])),
                             "level": may(word([level for level in SHARED if level != "unsaid"]))})),
    }, "text"))),
})
_letter = need(line(2, is_letter))
_finding = _inline(LONG, {
    "letter": _letter,
    "points": may(many(_inline(LONG, {"remark": may(_both_texts)}, "text")), ()),
}, "text")
_theme = group({
    "number": need(whole(1, 99)), "kind": may(word(THEME_KINDS), "theme"), "title": need(_both_titles),
    "context": may(_both_texts), "programme_title": may(_both_titles), "questions": may(_both_texts),
    "findings": may(many(_finding), ()), "pistes": may(many(_inline(LONG, {"letter": _letter}, "title")), ()),
    "discussion": may(_discussion), "parked_title": may(_both_titles),
    "parked": may(many(_inline(LONG, {"point": may(flag, True)}, "text")), ()),
})
_recommendation = group({
    "number": need(line(LENGTHS["number"], is_number)), "kind": may(word(ITEM_KINDS), "recommendation"),
    "theme": may(whole(1, 99)), "title": need(_both_titles), "title_by": may(word(("document", "site")), "document"),
    "wording": may(_both_texts), "discussion": may(_discussion), "proposals_lead": may(_both_texts),
    "proposals": may(many(_inline(LONG, {}, "text")), ()),
})
_decision = group({
    "key": need(line(LENGTHS["key"], events.is_sector_key)), "kind": may(word(DECISION_KINDS[:1]), "without_vote"),
    "title": need(_both_titles), "text": may(_both_texts), "location": may(_both_labels), "ranked": may(flag, False),
    "items": need(many(_inline(LONG, {
        "piste": may(line(20, lambda value: bool(parse_lettered(value)))),
        "recommendation": may(line(24, lambda value: bool(parse_numbered(value)))),
        "drawn_by": may(word(DRAWN), "source"), "note": may(_both_notes),
    }, "text"))),
})
_link = group({"from": need(line(40)), "to": need(line(40)), "relation": need(word(RELATIONS)),
               "drawn_by": need(word(DRAWN))})
_address = group({"label": need(_both_titles), "url": need(line(LENGTHS["url"], events.is_web_address))})

_day = group({
    "format": need(word((FORMAT,))), "event": need(_event), "organisers": may(_names("name"), ()),
    "organisations": may(_names("name"), ()), "sectors": may(_sectors, ()), "programme": may(_programme, ()),
    "report": may(_report, ()), "themes": may(many(_theme, 99), ()), "recommendations": may(many(_recommendation), ()),
    "decisions": may(many(_decision), ()), "evaluation": may(_evaluation, ()), "verbatims": may(_verbatims, ()),
    "discrepancies": may(_discrepancies, ()), "document_history": may(_history, ()),
    "useful_links": may(many(_address), ()), "links": may(many(_link), ()),
})


def read_day(data):
    """Read the bytes of a day's file into a record; raises Unreadable with every fault found, each with its line."""
    faults = []
    record = _day(parse(decode(data)), "file", faults)
    if not faults:
        faults = [*_repeated(record), *_disagreements(record)]
    if faults:
        raise Unreadable(*faults)
    return record


def own_refs(record):
    """Give {ref: line} of everything in the file that a link can name."""
    code = record["event"]["code"]
    refs = {}
    for theme in record["themes"]:
        for kind in ("finding", "piste"):
            refs.update({f"{kind}:{code}-{theme['number']}{row['letter']}": row.line for row in theme[f"{kind}s"]})
        if theme["discussion"]:
            refs[f"discussion:{code}-{theme['number']}"] = theme["discussion"].line
    refs.update({f"recommendation:{code}-{row['number']}": row.line for row in record["recommendations"]})
    return refs


def _repeated(record):
    lists = [(record["organisers"], "name_fr"), (record["organisations"], "name_fr"), (record["sectors"], "key"),
             (record["report"], "number"), (record["discrepancies"], "key"), (record["themes"], "number"),
             (record["recommendations"], "number"), (record["decisions"], "key")]
    for theme in record["themes"]:
        lists += [(theme["findings"], "letter"), (theme["pistes"], "letter")]
    for rows, key in lists:
        first = {}
        for row in rows:
            value = str(row[key])
            if value.casefold() in first:
                yield Fault(row.line, "taken", {"value": value, "first": first[value.casefold()]})
            first.setdefault(value.casefold(), row.line)


def _disagreements(record):
    for item in record["programme"]:
        if item["starts"] and item["ends"] and item["ends"] < item["starts"]:
            yield Fault(item.line_of("ends"), "ends_before")
    discussions = [theme["discussion"] for theme in record["themes"]]
    for row in record["recommendations"]:
        discussions.append(row["discussion"])
        if (row["kind"] == "recommendation") != bool(row["wording_fr"]):
            yield Fault(row.line, "no_wording")
        if row["theme"] is not None and row["theme"] not in [theme["number"] for theme in record["themes"]]:
            yield Fault(row.line_of("theme"), "unknown_ref", {"value": row["theme"]})
    for discussion in filter(None, discussions):
        yield from _misquoted(discussion)
    yield from _dangling(record)


def _misquoted(discussion):
    for remark in discussion["remarks"]:
        shared = remark["shared"]
        if shared and shared["fr"] not in remark["text_fr"]:
            yield Fault(shared.line, "words_absent", {"value": shared["fr"]})
        elif shared and not (shared["level"] or level_of(shared["fr"])):
            yield Fault(shared.line, "no_level", {"value": shared["fr"]})


def _dangling(record):
    refs, code = own_refs(record), record["event"]["code"]
    for decision in record["decisions"]:
        for item in decision["items"]:
            for kind in ("piste", "recommendation"):
                if item[kind] and f"{kind}:{item[kind]}" not in refs:
                    yield Fault(item.line_of(kind), "unknown_ref", {"value": item[kind]})
    for link in record["links"]:
        for end in ("from", "to"):
            kind, parts = parse_ref(link[end]) or (None, None)
            is_own = link[end] in refs
            if not is_own and (kind is None or parts.event == code):
                yield Fault(link.line_of(end), "unknown_ref", {"value": link[end]})
            elif not is_own and end == "to":
                yield Fault(link.line_of(end), "foreign_target", {"value": link[end]})
