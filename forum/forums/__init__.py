"""Thematic forums: categories, topics, posts."""
