"""What `make bench` and `make faults` run: speed as ratios to a bare server of the same run, and long searches for faults."""
