"""The note-taker's pages: what a workshop says, the text that its group validates, what it carries to the plenary."""
