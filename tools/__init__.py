"""What builds Lanyard and its test material: nothing here runs in the app."""
