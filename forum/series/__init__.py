"""Series of days: the same themes in several cities, and what each city retained, side by side."""
