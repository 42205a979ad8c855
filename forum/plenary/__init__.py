"""La salle de vote: seats, the run of show, every route and message of the contract; joins votes to deliberation."""
