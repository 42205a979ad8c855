"""What a day leaves behind: its activity report and its brief in frozen editions, and its open data."""
