"""Speed as ratios to a bare server of the same run (`make bench`), and long searches for faults (`make faults`)."""
