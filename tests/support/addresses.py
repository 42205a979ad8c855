"""Every route of the application with a concrete address: a route that is not entered here fails the sweeps.

`PAGES` holds what answers a GET, `ACTS` what changes something from a page, `CALLS` the routes of the API. An example
gives a value for each part of the address, as the name of an attribute of the World or as the word itself after "=".
"""

from dataclasses import dataclass, field

from forum.votes.methods import METHODS

LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Example:
    """Hold one address of a route, who asks for it, and what kind of answer they get.

    `who`: "visitor", one of the cast, "phone" (a seat that has voted) or "station" (a shared device). `answer`: "page",
    "part" (a piece of a page), "file", "redirect" or "json".
    """

    values: dict = field(default_factory=dict)
    who: str = "visitor"
    answer: str = "page"
    query: str = ""
    status: int = 200


def page(who="visitor", answer="page", query="", status=200, **values):
    return [Example(values, who, answer, query, status)]


def redirect(who="visitor", **values):
    return [Example(values, who, "redirect", "", 302)]


POLLS = ("published_wording", "published_choice", "open_poll", "cancelled_poll")
# the forms of a day's contents, which show at GET and change at POST
EDITING = {f"deliberation_editing.{name}": page("ana", slug="event", **values) for name, values in {
    "duplicate": {}, "themes": {}, "recommendations": {}, "theme": {"number": "=1"},
    "things": {"number": "=1", "kind": "=pistes"}, "paste": {"number": "=1", "kind": "=pistes"},
    "thing": {"number": "=1", "kind": "=pistes", "letter": "=A"},
    "recommendation": {"number": "recommendation_number"}, "wording": {"number": "recommendation_number"},
}.items()}

PAGES = {
    "site.door": redirect(),
    "site.home": page(),
    "site.help_page": page(),
    "site.secrecy": page(),
    "site.accessibility": page(),
    "site.privacy": page(),
    "site.licence": page(),
    "site.source": page(answer="file"),
    "observing.health": page(answer="json"),
    "observing.alive": page(answer="json"),
    "observing.metrics": page(answer="file"),
    "favicon": page(answer="file"),
    "assets.asset": page(answer="file", version="=0", name="=img/favicon.svg"),
    "accounts.sign_in_page": page(),
    "accounts.sign_up_page": page(),
    "accounts.account_page": page("paul"),
    "deliberation.days": page(),
    "deliberation.day": page(slug="event"),
    "deliberation.finding": page(code="finding"),
    "deliberation.piste": page(code="piste"),
    "deliberation.recommendations": page(),
    "deliberation.recommendation": page(code="recommendation"),
    "registration.register": page(slug="event"),
    "registration.privacy": page(slug="event"),
    "registration.own": page(key="registration_key"),
    "registrations_import.page": page("ana", slug="event"),
    "registrations.people": page("ana", slug="event") + page("ana", slug="event", query="q=nobody"),
    "registrations.person": page("ana", slug="event", ident="registration"),
    "registrations.export": page("ana", answer="file", slug="event", what="=liste"),
    "registration_setup.edit": page("ana", slug="event"),
    "registration_setup.letters": page("ana", slug="event"),
    "registration_setup.letter": page("ana", slug="event", kind="=confirmed"),
    "events.new": page("ana"),
    "events.edit": page("ana", slug="event"),
    "events.bodies": page("ana", slug="event"),
    "events.sectors": page("ana", slug="event"),
    "events.programme": page("ana", slug="event"),
    "events.programme_item": page("ana", slug="event", place="=1"),
    "events.roles": page("ana", slug="event"),
    **EDITING,
    "forums.index": page(),
    "forums.forum": page(slug="forum"),
    "forums.topic": page(topic_id="topic") + page(topic_id="topic", query="page=2") + page("paul", topic_id="topic"),
    "forums.post": redirect(topic_id="topic", number="=2"),
    "forums.new_topic": page("paul"),
    "forums.reply": page("paul", topic_id="topic", query="cite=1"),
    "forums.edit_post": page("paul", post_id="post"),
    "forums.remove_post": page("paul", post_id="post"),
    "forums.remove_topic": page("admin", topic_id="topic"),
    "forums.history": page(post_id="edited_post"),
    "communities.index": page() + page("ana"),
    "communities.found": page("ana"),
    "communities.community": page(slug="community"),
    "communities.new_guide": page("mia", slug="community"),
    "communities.guide": page(guide_id="guide"),
    "communities.versions": page(guide_id="guide"),
    "communities.edit_guide": page("mia", guide_id="guide"),
    "plenary.join": page() + page(query="code=12", status=404),
    "plenary.enter": redirect(join_key="join_key"),
    "plenary.room": page(code="code") + page("phone", code="code"),
    "plenary.screen": page(code="code"),
    "trial.trial": page(code="code"),
    "operations.page": page("admin") + page("fred"),
    "operations.part": page("admin", answer="part"),
    "plenary.screen_part": page(answer="part", code="code"),
    "twin.page": page(code="code"),
    "twin.part": page(answer="part", code="code"),
    "plenary.poll": sum((page(poll_id=poll) for poll in POLLS), []),
    "plenary.poll_view": sum((page(answer="part", poll_id=poll) for poll in POLLS), []),
    "plenary.verify": sum((page(poll_id=poll) for poll in POLLS), []),
    "papers.record": page(answer="file", poll_id="published_wording") + page(answer="file", poll_id="published_choice"),
    "papers.ballots": page(answer="file", poll_id="published_choice"),
    "papers.verifier_file": page(answer="file"),
    "kit.choose": page("fred", code="code"),
    "kit.pdf": page("fred", answer="file", code="code"),
    "papers.slips": page("fred", answer="file", poll_id="prepared_poll"),
    "papers.tally_sheet": page("fred", answer="file", poll_id="prepared_poll"),
    "gate.access": page("fred", code="code"),
    "gate.slips_sheet": page("fred", answer="file", code="code"),
    "gate.hand_over": page("fred", code="code"),
    "moving.scan": redirect(pass_key="pass_key"),
    "moving.move": page(code="code") + page("phone", code="code"),
    "reception.desk": page("fred", slug="event") + page("fred", slug="event", query="q=nobody"),
    "reception.person": page("fred", slug="event", participant_id="participant"),
    "reception.badges": page("fred", answer="file", slug="event"),
    "tables.show": page("fred", slug="event"),
    "stations.station": page("station", code="code"),
    "console.console": page("fred", code="code"),
    "console.console_part": page("fred", answer="part", code="code"),
    "console.end_room": page("fred", code="code"),
    "relief.list_reliefs": page("fred", code="code"),
    "relief.take_over": page(code="code"),
    "poll_templates.page": page("fred", code="code"),
    "console.new_poll": page("fred", code="code", recipe="=pistes") + page("fred", code="code", recipe="=libelle"),
    "console.choose_method": page("fred", code="code"),
    "console.new_advanced": sum((page("fred", code="code", method=f"={name}") for name in METHODS), []),
    "console.edit_poll": page("fred", code="code", poll_id="prepared_poll")
                         + page("fred", code="code", poll_id="prepared_poll", query="methode=judge"),
    "flash.new_pulse": page("fred", code="code"),
    "flash.view": page(answer="part", pulse_id="pulse"),
    "floor.page": page("fred", code="code"),
    "floor.part": page("fred", answer="part", code="code"),
    "floor.view": page(answer="part", floor_id="floor"),
    "questions.new_round": page("fred", code="code"),
    "questions.read": page("fred", round_id="questions"),
    "questions.read_part": page("fred", answer="part", round_id="questions"),
    "questions.view": page(answer="part", round_id="questions"),
    "console.rooms": page("fred", slug="event"),
    "notes.sheets": page("ana", slug="event"),
    "notes.sheet": page("ana", slug="event", sheet_id="notes_sheet"),
    "notes.group": page("ana", slug="event", sheet_id="notes_sheet"),
    "notes.screen": page("ana", slug="event", sheet_id="notes_sheet"),
    "notes.line": page("ana", slug="event", sheet_id="notes_sheet", line_id="notes_line"),
    "questionnaires.answer": page(slug="event"),
    "questionnaires.thanks": page(slug="event") + page(slug="event", query="deja=1"),
    "questionnaires.follow": page(slug="event"),
    "questionnaires.results": page("ana", slug="event") + page(slug="asked_event"),
    "questionnaires.table": page("ana", answer="file", slug="event"),
    "questionnaires_editing.edit": page("ana", slug="event"),
    "questionnaires_editing.add_question": page("ana", slug="event"),
    "questionnaires_editing.question": page("ana", slug="event", place="=1"),
    "questionnaires_editing.comments": page("ana", slug="event"),
    "questionnaires_paper.type_sheet": page("ana", slug="event"),
    "questionnaires_paper.correct_sheet": page("ana", slug="event", sheet="=7"),
    "questionnaires_paper.pdf": page("ana", answer="file", slug="event"),
    "letters.confirm": page(token="confirm_token"),
    "letters.leave": page(token="leave_token"),
    "letters.previews": page("admin"),
    "letters.preview": page("admin", kind="=result"),
    "follow.follow": page(poll_id="published_choice"),
    "api.get_room": page(answer="json", code="code"),
    "api.get_voter": page("phone", answer="json", poll_id="open_poll"),
    "api.get_record": page(answer="json", poll_id="published_choice"),
    "api.get_floor": page("phone", answer="json", code="code"),
    "api.get_questions": page(answer="json", code="code"),
    "api.get_own_questions": page("phone", answer="json", code="code"),
    "api.get_annex": page(answer="json", poll_id="published_choice"),
    "tellers.proxies": page("fred", code="code"),
    "tellers.weights": page("fred", code="code"),
    "tellers.counts": page("fred", code="code", poll_id="open_poll"),
    "aftermath.correct_poll": page("fred", code="code", poll_id="open_poll"),
    "aftermath.after": page("fred", code="code", poll_id="published_choice"),
    "aftermath.report": page("phone", code="code"),
    "aftermath.reserve": page("phone", code="code"),
    "reports.shelf": page(slug="event") + page("ana", slug="event"),
    "reports.edition": page(slug="event", folder="=rapport", number="=1")
                       + page(slug="event", folder="=synthese", number="=1"),
    "reports.paper": page(answer="file", slug="event", folder="=rapport", number="=1", form="=pdf")
                     + page(answer="file", slug="event", folder="=synthese", number="=1", form="=docx"),
    "reports.archive": page(answer="file", slug="event"),
    "report_editing.report": page("ana", slug="event"),
    "report_editing.part": page("ana", slug="event", part="=votes"),
    "report_editing.preview": page("ana", slug="event", folder="=rapport"),
    "followup.page": page(slug="event") + page("ana", slug="event"),
    "followup.leave": page(token="followup_token"),
    "followup_team.prepare": page("ana", slug="event") + page("ana", slug="event", query="voir=1"),
    "followup_team.letter": page("ana", slug="event"),
    "api_docs.page": page(),
    "api_docs.openapi": page(answer="json"),
}

# the address, and someone who may do it
ACTS = {
    "registration.register": page(slug="event"),
    "registration.own": page(key="registration_key"),
    "registration.cancel": page(key="registration_key"),
    "registration_setup.edit": page("ana", slug="event"),
    "registration_setup.invite": page("ana", slug="event"),
    "registrations.people": page("ana", slug="event"),
    "registrations_import.page": page("ana", slug="event"),
    "registrations.cancel": page("ana", slug="event", ident="registration"),
    "accounts.sign_in_page": page(),
    "accounts.sign_up_page": page(),
    "accounts.sign_out_door": page("paul"),
    "accounts.account_page": page("paul"),
    "accounts.change_password": page("paul"),
    "accounts.close_session": page("paul"),
    "accounts.close_other_sessions": page("paul"),
    "events.new": page("ana"),
    "events.edit": page("ana", slug="event"),
    "events.set_state": page("ana", slug="event"),
    "events.bodies": page("ana", slug="event"),
    "events.sectors": page("ana", slug="event"),
    "events.programme": page("ana", slug="event"),
    "events.programme_item": page("ana", slug="event", place="=1"),
    "events.move_programme_item": page("ana", slug="event", place="=1", act="=retirer"),
    "events.roles": page("ana", slug="event"),
    "events.remove_role": page("ana", slug="event", account_id="=1", role="=facilitator"),
    **EDITING,
    **{f"deliberation_editing.{name}": page("ana", slug="event", **values) for name, values in {
        "move_theme": {"number": "=1", "act": "=retirer"},
        "move_thing": {"number": "=1", "kind": "=pistes", "letter": "=A", "act": "=retirer"},
        "move_recommendation": {"number": "recommendation_number", "act": "=retirer"},
    }.items()},
    "forums.new_topic": page("paul"),
    "forums.reply": page("paul", topic_id="topic"),
    "forums.edit_post": page("paul", post_id="post"),
    "forums.remove_post": page("paul", post_id="post"),
    "forums.remove_topic": page("admin", topic_id="topic"),
    "forums.moderate": page("admin", topic_id="topic", act="=fermer"),
    "communities.found": page("ana"),
    "communities.belong": page("paul", slug="community", act="=rejoindre"),
    "communities.new_guide": page("mia", slug="community"),
    "communities.edit_guide": page("mia", guide_id="guide"),
    "communities.remove_guide": page("mia", guide_id="guide"),
    "plenary.take_seat": page(code="code"),
    "plenary.vote": page("phone", code="code"),
    "gate.access": page("fred", code="code"),
    "gate.make_slips": page("fred", code="code"),
    "gate.revoke_slips": page("fred", code="code"),
    "gate.open_station": page("fred", code="code"),
    "gate.close_station": page("fred", code="code", number="=1"),
    "gate.hand_over": page("fred", code="code"),
    "moving.offer": page("phone", code="code"),
    "moving.take_over": page(code="code"),
    "reception.desk": page("fred", slug="event"),
    "reception.paste": page("fred", slug="event"),
    "reception.check_in": page("fred", slug="event", participant_id="participant", act="=arrivee"),
    "reception.person": page("fred", slug="event", participant_id="participant"),
    "reception.remove": page("fred", slug="event", participant_id="participant"),
    "tables.show": page("fred", slug="event"),
    "tables.put": page("fred", slug="event", participant_id="participant"),
    "stations.start": page("station", code="code"),
    "stations.vote": page("station", code="code"),
    "stations.finish": page("station", code="code"),
    "console.open_room": page("fred", slug="event"),
    "console.take_control": page("sol", code="code"),
    "console.name_facilitator": page("fred", code="code"),
    "console.end_room": page("fred", code="code"),
    "console.new_poll": page("fred", code="code", recipe="=pistes"),
    "console.new_advanced": page("fred", code="code", method="=score"),
    "console.preview": page("fred", code="code", way="=pistes"),
    "console.edit_poll": page("fred", code="code", poll_id="prepared_poll"),
    "flash.new_pulse": page("fred", code="code"),
    "flash.act_on_pulse": page("fred", code="code", pulse_id="pulse", act="=retirer"),
    "flash.act_on_word": page("fred", code="code", pulse_id="pulse", act="=masquer"),
    "flash.answer": page("phone", code="code"),
    "floor.settings": page("fred", code="code"),
    "floor.add_turn": page("fred", code="code"),
    "floor.act_on_floor": page("fred", code="code", act="=fermer"),
    "floor.give": page("fred", code="code"),
    "floor.act_on_turn": page("fred", code="code", turn_id="turn", act="=retirer"),
    "floor.ask": page("phone", code="code"),
    "questions.new_round": page("fred", code="code"),
    "questions.act_on_round": page("fred", round_id="questions", act="=fermer"),
    "questions.show": page("fred", round_id="questions"),
    "questions.act_on_question": page("fred", round_id="questions", question_id="question", act="=masquer"),
    "questions.merge": page("fred", round_id="questions", question_id="question"),
    "questions.answer": page("fred", round_id="questions", question_id="question"),
    "questions.ask": page("phone", code="code"),
    "questions.support": page("phone", code="code"),
    "console.act_on_poll": page("fred", code="code", poll_id="prepared_poll", act="=retirer"),
    "console.restore_poll": page("fred", code="code", poll_id="prepared_poll"),
    "console.cancel_poll": page("fred", code="code", poll_id="open_poll"),
    "relief.draw": page("fred", code="code"),
    "relief.revoke": page("fred", code="code", relief_id="=1"),
    "relief.take_over": page(code="code"),
    "poll_templates.keep": page("fred", code="code"),
    "poll_templates.act_on_template": page("fred", code="code", template_id="=1", act="=retirer"),
    "poll_templates.copy_run": page("fred", code="code"),
    "showing.clear_stage": page("fred", code="code"),
    "showing.change_end": page("fred", code="code", act="=prolonger"),
    "showing.say_to_room": page("fred", code="code"),
    "showing.withdraw_message": page("fred", code="code"),
    "console.admit_seat": page("fred", code="code", poll_id="open_poll"),
    "tellers.proxies": page("fred", code="code"),
    "tellers.weights": page("fred", code="code"),
    "tellers.revoke_proxy": page("fred", code="code", proxy_id="=1"),
    "tellers.enter_count": page("fred", code="code", poll_id="open_poll", channel="=paper"),
    "tellers.act_on_count": page("fred", code="code", poll_id="open_poll", channel="=paper", act="=retirer"),
    "aftermath.prepare_runoff": page("fred", code="code", poll_id="published_choice"),
    "aftermath.correct_poll": page("fred", code="code", poll_id="open_poll"),
    "aftermath.note": page("fred", code="code", poll_id="published_choice", kind="=probleme"),
    "aftermath.answer_problem": page("fred", code="code", poll_id="published_choice", incident_id="=1"),
    "aftermath.judge_reservation": page("fred", code="code", poll_id="published_choice", reservation_id="=1",
                                        act="=montrer"),
    "report_editing.part": page("ana", slug="event", part="=votes"),
    "report_editing.issue": page("ana", slug="event", folder="=rapport"),
    "report_editing.validate": page("ana", slug="event", folder="=rapport", number="=1"),
    "report_editing.licence": page("ana", slug="event"),
    "follow.follow": page(poll_id="published_choice"),
    "notes.sheets": page("ana", slug="event"),
    "notes.sheet": page("ana", slug="event", sheet_id="notes_sheet"),
    "notes.group": page("ana", slug="event", sheet_id="notes_sheet"),
    "notes.line": page("ana", slug="event", sheet_id="notes_sheet", line_id="notes_line"),
    "notes.act_on_line": page("ana", slug="event", sheet_id="notes_sheet", line_id="notes_line", act="=monter"),
    "notes.validate": page("ana", slug="event", sheet_id="notes_sheet"),
    "notes.reopen": page("ana", slug="event", sheet_id="notes_sheet"),
    "notes.remove": page("ana", slug="event", sheet_id="notes_sheet"),
    "questionnaires.answer": page(slug="event"),
    "questionnaires.follow": page(slug="event"),
    "questionnaires_editing.edit": page("ana", slug="event"),
    "questionnaires_editing.create": page("ana", slug="event"),
    "questionnaires_editing.move": page("ana", slug="event", act="=fermer"),
    "questionnaires_editing.add_question": page("ana", slug="event"),
    "questionnaires_editing.question": page("ana", slug="event", place="=1"),
    "questionnaires_editing.move_question": page("ana", slug="event", place="=1", act="=monter"),
    "questionnaires_editing.judge_comment": page("ana", slug="event", comment_id="comment", act="=citer"),
    "questionnaires_paper.type_sheet": page("ana", slug="event"),
    "questionnaires_paper.correct_sheet": page("ana", slug="event", sheet="=7"),
    "questionnaires_paper.remove_sheet": page("ana", slug="event", sheet="=7"),
    "followup.leave": page(token="followup_token"),
    "followup_team.open_topics": page("ana", slug="event"),
    "followup_team.send": page("ana", slug="event"),
    "letters.confirm": page(token="confirm_token"),
    "letters.leave": page(token="leave_token"),
    "aftermath.report": page("phone", code="code"),
    "aftermath.reserve": page("phone", code="code"),
    "texts.preview": page("paul", kind="=message"),
}

CALLS = {
    "api.take_seat": page(code="code"),
    "api.prepare_poll": page(code="code"),
    "api.take_control": page(code="code"),
    "api.open_poll": page(poll_id="prepared_poll"),
    "api.close_poll": page(poll_id="open_poll"),
    "api.publish_poll": page(poll_id="open_poll"),
    "api.cancel_poll": page(poll_id="open_poll"),
    "api.cast_ballot": page(poll_id="open_poll"),
    "api.correct_poll": page(poll_id="open_poll"),
    "api.prepare_runoff": page(poll_id="published_choice"),
    "api.report_problem": page(poll_id="open_poll"),
    "api.add_reservation": page(poll_id="published_choice"),
    "api.answer_pulse": page(pulse_id="pulse"),
    "api.ask_floor": page(code="code"),
    "api.withdraw_floor": page(code="code"),
    "api.open_floor": page(code="code"),
    "api.close_floor": page(code="code"),
    "api.give_floor": page(code="code"),
    "api.end_turn": page(code="code"),
    "api.ask_question": page(code="code"),
    "api.support_question": page(question_id="question"),
    "api.unsupport_question": page(question_id="question"),
}


def values_of(example, world):
    """Give the parts of an example's address as they are in this world."""
    return {name: what[1:] if what.startswith("=") else getattr(world, what) for name, what in example.values.items()}


def address_of(url_map, endpoint, example, world, language="fr", method="GET", **other):
    """Give the address of an example; `other` replaces parts of it."""
    values = {**values_of(example, world), **other}
    if url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = language
    path = url_map.bind("localhost").build(endpoint, values, method=method)
    return f"{path}?{example.query}" if example.query else path


def examples(table, *answers):
    """List (endpoint, example) of a table, as test parameters with readable names."""
    return [(endpoint, example) for endpoint, found in table.items() for example in found
            if not answers or example.answer in answers]


def name_of(pair):
    """Name an example in a test's id."""
    endpoint, example = pair
    which = next((what for what in example.values.values() if what in {*POLLS, "prepared_poll"}), "")
    who = example.who if example.who != "visitor" else ""
    return "-".join(part for part in (endpoint, which, example.query, who) if part)
