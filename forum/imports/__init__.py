"""Documents taken into a day: read in a confined process, understood line by line, confirmed by a person."""
