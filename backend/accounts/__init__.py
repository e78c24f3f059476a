"""Users, passwords, login sessions and the limits on guessing."""
