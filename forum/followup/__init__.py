"""What follows a day: each retained piste opens its topic, those who asked are told, and the public reads the rest."""
