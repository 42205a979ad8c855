"""What follows a vote: problems and their answers, reservations, corrections, letters."""
