"""What is printed of a vote: its record, paper ballots, the tellers' sheet; typeset from data, never from markup."""
