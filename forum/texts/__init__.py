"""What people write: Markdown to safe HTML, versions that are kept, differences by words."""
