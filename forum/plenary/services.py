"""What can be done in a room: one function an intention, each inside the caller's transaction."""

from forum.plenary.contests import (
    add_reservation,
    answer_problem,
    judge_reservation,
    note_problem,
    note_reservation,
    report_problem,
)
from forum.plenary.counting import confirm_count, enter_count, remove_count
from forum.plenary.polls import (
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
from forum.plenary.proxies import grant_proxy, revoke_proxy
from forum.plenary.pulses import (
    clear_pulse,
    end_pulse,
    hide_word,
    launch_pulse,
    prepare_pulse,
    remove_pulse,
    show_pulse,
)
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
from forum.plenary.run_order import copy_run, move_poll, place_poll, remove_poll, restore_poll
from forum.plenary.showing import (
    announce_end,
    announce_poll,
    clear_stage,
    extend_end,
    say_to_room,
    show_result,
    withdraw_end,
    withdraw_message,
)

__all__ = [
    "add_reservation", "admit_seat", "announce_end", "announce_poll", "answer_problem", "begin_epochs", "cancel_poll",
    "clear_pulse", "clear_stage", "close_poll", "confirm_count", "copy_run", "correct_poll", "duplicate_poll",
    "edit_poll", "end_pulse", "end_room", "enter_count", "extend_end", "grant_proxy", "hide_word", "judge_reservation",
    "launch_pulse", "move_poll", "name_facilitator", "note_problem", "note_reservation", "open_poll", "open_room",
    "place_poll", "prepare_poll", "prepare_pulse", "prepare_runoff", "publish_poll", "release_seat", "remove_count",
    "remove_poll", "remove_pulse", "report_problem", "restore_poll", "revoke_proxy", "say_to_room", "show_pulse",
    "show_result", "take_control", "take_seat", "take_seats", "withdraw_end", "withdraw_message",
]
