"""The words and pictures of each way of voting, a module for each module of `votes/methods/`, with the same few names.

`title()` → its name for a person; `say_rules(paper)` → sentences: how to answer, what wins, what is done with an answer
that is not as asked; `REMARKS`: code of a remark → function of its numbers that gives a sentence; `say_choice(choice,
labels)` → the texts of a choice, `labels` being {option: label} in the page's language; `list_tables(result, paper,
labels)` → [Table]; `draw(result, paper, labels)` → [Picture]. All in the language of the page.
"""
