"""Polls, rolls, ballots: how they are cast, counted and sealed. Has never heard of a recommendation or a seat."""
