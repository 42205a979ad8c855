"""Who comes to a day: registration, its places and its waiting list, its letters. Knows no seat and no ballot."""
