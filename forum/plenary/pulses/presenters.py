"""A flash poll as phones and the console show it."""

from forum.plenary.pulses.live import LivePulse
from forum.plenary.pulses.queries import get_launched_pulse, list_pulse_answers, list_pulses
from forum.plenary.pulses.rules import ENDED, MOODS, ON_SCREEN, WORDS_LISTED
from forum.plenary.scene import text


def show_launched(pulse_id):
    """Give a flash poll as every phone sees it: its counts once it is over, and shown; raises Missing."""
    pulse = get_launched_pulse(pulse_id)
    answers = list_pulse_answers(pulse_id) if pulse.state == ENDED else {}
    return LivePulse(pulse, text(pulse.question_fr, pulse.question_en), answers).show()


def list_for_console(room_id):
    """Give the flash polls of a room for its console: `pulses` to come and past, the one `on_screen` and its words.

    Words are those of the one on the screens, hidden ones too, most often given first: [(key, word, count, hidden)…].
    """
    pulses = list_pulses(room_id)
    on_screen = next((pulse for pulse, _answers in pulses if pulse.state in ON_SCREEN), None)
    counters = list_pulse_answers(on_screen.id) if on_screen else {}
    words = sorted(((key, *answer) for key, answer in counters.items()), key=lambda row: (-row[2], row[0]))
    return {
        "pulses": [(pulse, answers) for pulse, answers in pulses if pulse is not on_screen],
        "on_screen": on_screen,
        "pulse_words": words[:WORDS_LISTED] if on_screen and on_screen.kind == "words" else [],
        "pulse_moods": [{"key": key, "count": counters[key][1] if key in counters else 0} for key in MOODS],
        "pulse_answers": sum(count for _word, count, _hidden in counters.values()),
    }
