"""Who may come in, and how: slips, badges, the desk, shared stations, a seat that goes to another device."""
