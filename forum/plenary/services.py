"""What can be done in a room: one function an intention, each inside the caller's transaction."""

from forum.plenary.after.services import (
    add_reservation,
    answer_problem,
    judge_reservation,
    note_problem,
    note_reservation,
    report_problem,
)
from forum.plenary.console.relief import draw_relief, relieve, revoke_relief
from forum.plenary.entry.arrivals import arrive_by_badge, take_arrival
from forum.plenary.entry.expected import expect, release
from forum.plenary.entry.moves import offer_move, offer_move_of, take_over
from forum.plenary.entry.passes import make_slips, revoke_slips, set_entry
from forum.plenary.entry.reception import (
    add_participant,
    check_in,
    edit_participant,
    paste_participants,
    remove_participant,
)
from forum.plenary.entry.stations import close_station, open_station, sit_at_station
from forum.plenary.entry.tables import keep_apart, let_together, put_at_table, spread_people
from forum.plenary.floor.services import (
    add_turn,
    ask_floor,
    close_floor,
    end_speaking,
    end_turn,
    give_floor,
    open_floor,
    remove_turn,
    set_floor,
    skip_turn,
    withdraw_floor,
)
from forum.plenary.polls.order import copy_run, move_poll, place_poll, remove_poll, restore_poll
from forum.plenary.polls.services import (
    admit_seat,
    cancel_poll,
    close_poll,
    correct_poll,
    duplicate_poll,
    edit_poll,
    open_poll,
    prepare_poll,
    prepare_runoff,
    publish_poll,
)
from forum.plenary.polls.templates import prepare_from_template, remove_template, rename_template, save_template
from forum.plenary.pulses.services import (
    clear_pulse,
    end_pulse,
    hide_word,
    launch_pulse,
    prepare_pulse,
    remove_pulse,
    show_pulse,
)
from forum.plenary.questions.rounds import (
    answer_question,
    close_round,
    judge_question,
    merge_question,
    move_question,
    open_round,
    put_round_away,
    reopen_round,
    separate_question,
    shortlist_question,
    show_on_screen,
)
from forum.plenary.questions.services import ask_question
from forum.plenary.rooms import (
    begin_epochs,
    end_room,
    name_facilitator,
    open_room,
    release_seat,
    take_control,
    take_seat,
    take_seats,
)
from forum.plenary.screen.services import (
    announce_end,
    announce_poll,
    clear_stage,
    extend_end,
    say_to_room,
    show_result,
    withdraw_end,
    withdraw_message,
)
from forum.plenary.tellers.counting import confirm_count, enter_count, remove_count
from forum.plenary.tellers.proxies import grant_proxy, revoke_proxy
from forum.plenary.tellers.weights import weigh_seat

__all__ = [
    "add_participant", "add_reservation", "add_turn", "admit_seat", "announce_end", "announce_poll",
    "answer_problem", "answer_question", "arrive_by_badge", "ask_floor", "ask_question", "begin_epochs", "cancel_poll",
    "check_in",
    "clear_pulse", "clear_stage", "close_floor", "close_poll", "close_round", "close_station", "confirm_count",
    "copy_run", "correct_poll", "draw_relief", "duplicate_poll", "edit_participant", "edit_poll", "end_pulse",
    "end_room", "end_speaking", "end_turn", "enter_count", "expect", "extend_end", "give_floor", "grant_proxy",
    "hide_word",
    "judge_question", "judge_reservation", "keep_apart", "launch_pulse", "let_together", "make_slips",
    "merge_question", "move_poll",
    "move_question", "name_facilitator", "note_problem", "note_reservation", "offer_move", "offer_move_of",
    "open_floor", "open_poll", "open_room", "open_round", "open_station", "paste_participants", "place_poll",
    "prepare_from_template", "prepare_poll", "prepare_pulse", "prepare_runoff", "publish_poll", "put_at_table",
    "put_round_away",
    "release", "release_seat", "relieve", "remove_count", "remove_participant", "remove_poll", "remove_pulse",
    "remove_template", "remove_turn", "rename_template", "reopen_round", "report_problem", "restore_poll",
    "revoke_proxy", "revoke_relief", "revoke_slips", "save_template", "say_to_room", "separate_question",
    "spread_people", "take_arrival",
    "set_entry", "set_floor", "shortlist_question", "show_on_screen", "show_pulse", "show_result", "sit_at_station",
    "skip_turn", "take_control", "take_over", "take_seat", "take_seats", "weigh_seat", "withdraw_end", "withdraw_floor",
    "withdraw_message",
]
