"""The console: who drives the room, its next step, whether all is ready, relief."""
