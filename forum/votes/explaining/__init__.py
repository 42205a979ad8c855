"""The words and pictures of each way of voting, a module for each module of `votes/methods/`, with the same few names.

`title()` → its name for a person; `say_rules(paper)` → sentences: how to answer, what wins, what is done with an answer
that is not as asked (majority, ties and quorum are said for every method by the presenters); `REMARKS`: code of a
remark → function of its numbers that gives a sentence: `of["count"]` is a number, other numbers are written already,
and `option` and `options` are labels in place of keys; `say_choice(choice, labels)` → the texts of a choice that is not
blank, `labels` being {option: label} in the page's language; `list_tables(result, paper, labels)` → [Table];
`draw(result, paper, labels)` → [Picture]. All in the language of the page.

A module may leave these out: `measure(result, paper, cast)` → {option: Measure}, what its result bars compare (the
votes); `ANSWERS`: {answer: function that gives its word}, where there are no options; `say_reading(paper)` → sentences:
how its figures are to be read; `is_unanimous(result, paper, cast)`, whether every ballot says the same.
"""

from forum.votes.explaining import (
    approve,
    choose,
    consent,
    dots,
    equal_shares,
    judge,
    rank_irv,
    rank_schulze,
    rank_stv,
    score,
    yesno,
)

EXPLAINED = {
    "choose": choose,
    "approve": approve,
    "yesno": yesno,
    "dots": dots,
    "score": score,
    "judge": judge,
    "consent": consent,
    "rank_irv": rank_irv,
    "rank_schulze": rank_schulze,
    "rank_stv": rank_stv,
    "equal_shares": equal_shares,
}
