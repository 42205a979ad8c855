"""Consultation days: what they are, who organised and attended them, their programme and their evaluation."""
