"""The home page, the help pages, and the demonstration."""
