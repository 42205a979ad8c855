"""Running an installation: its backups, and the page of who watches over it on the day."""
