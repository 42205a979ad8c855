"""Letters about what becomes of a text: who asked for them, and the outbox. Knows no seat and no ballot."""
