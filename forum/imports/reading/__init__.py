"""From a file to a list of blocks. What parses a stranger's bytes runs only in the confined process (`program`)."""
