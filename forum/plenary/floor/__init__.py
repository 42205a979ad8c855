"""The floor: asked for, given and taken back, one speaker at a time."""
