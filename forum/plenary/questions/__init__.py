"""Questions from the room: rounds of them, asked, supported, read and answered."""
