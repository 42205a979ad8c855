"""Communities of practice and their guides."""
