"""What the room is shown beside a vote: an announcement, a message, an end, the text twin of the screen."""
