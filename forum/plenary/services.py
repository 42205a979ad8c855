"""What can be done in a room: one function an intention, each inside the caller's transaction."""

from forum.plenary.polls import (
    admit_seat,
    cancel_poll,
    close_poll,
    duplicate_poll,
    edit_poll,
    move_poll,
    open_poll,
    prepare_poll,
    publish_poll,
    remove_poll,
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

__all__ = [
    "admit_seat", "begin_epochs", "cancel_poll", "clear_pulse", "close_poll", "duplicate_poll", "edit_poll",
    "end_pulse", "end_room", "grant_proxy", "hide_word", "launch_pulse", "move_poll", "name_facilitator", "open_poll",
    "open_room", "prepare_poll", "prepare_pulse", "publish_poll", "release_seat", "remove_poll", "remove_pulse",
    "revoke_proxy", "show_pulse", "take_control", "take_seat", "take_seats",
]
