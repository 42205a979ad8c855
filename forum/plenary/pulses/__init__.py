"""Flash polls (« sondages éclair »): a mood or a word, never a vote."""
