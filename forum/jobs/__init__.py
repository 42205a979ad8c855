"""Long work: a row that says what is to be done, a word in a queue, a process apart that does it."""
