"""Pure decisions about questions from the room: their states, their order, what one seat may do."""

OPEN, CLOSED, AWAY = ROUND_STATES = ("open", "closed", "away")
CURRENT = (OPEN, CLOSED)
WAITING, SHOWN, HIDDEN, MERGED = STATES = ("waiting", "shown", "hidden", "merged")
LIVE, WRITTEN = ANSWERS = ("live", "written")
NOTHING, SHORTLIST, ONE = ON_SCREEN = ("", "shortlist", "one")
ANONYMOUS, SEAT, NAME = SIGNATURES = ("anonymous", "seat", "name")
LENGTHS = {"subject": 200, "text": 300, "answer": 1000, "author": 80}
MOST_QUESTIONS = 1000
MOST_LISTED = 100
MOST_SHORTLISTED = 12
# how many questions one seat may ask within so many minutes
MOST_ASKED, ASKED_MINUTES = 5, 10


def rank(questions):
    """List questions for the room: those without an answer first, most supported first, then in order of asking."""
    return sorted(questions, key=lambda question: (bool(question.answered), -question.support, question.number))


def shortlist(questions):
    """List the questions of the short list, in the order they were put in."""
    return sorted((question for question in questions if question.place is not None and question.state == SHOWN),
                  key=lambda question: (question.place, question.number))


def signature(seat_number, seat_name, wish, allows_anonymous):
    """Give (author, seat number) as a question will be signed; ("", None) is anonymous.

    Whoever wishes to be anonymous where that is not allowed signs with the seat's number; so does who gave no name.
    """
    if wish == NAME and seat_name:
        return seat_name, seat_number
    if wish == ANONYMOUS and allows_anonymous:
        return "", None
    return "", seat_number
