"""What a day deliberates: themes, findings, pistes d'action, discussions, recommendations and decisions."""
