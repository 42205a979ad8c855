"""People, organisations, sectors, sign-in: the only place that sees flask-login."""
