"""The polls of the run of show: prepared, put in order, opened, closed, published, kept as templates."""
