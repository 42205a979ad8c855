"""What is printed or kept of a vote: its record, its ballots, paper ballots, the tellers' sheet, the verifier.

Papers are typeset from data, never from markup: a person's text cannot be taken for any.
"""
