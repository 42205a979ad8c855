"""Concert'Action: deliberation days, live plenary votes, and what became of them."""
