"""One module for each Lambda function: load, one call, dump. Named here, so that a function loads only its own."""

WEB = ("account", "health", "notifications", "photos", "sessions", "sync")
"""Answer HTTP, here and in the cloud."""
LOCAL = ("photo_folder",)
"""Answer HTTP on one machine only."""
EVENTS = ("projector", "remind", "sweep", "uploads")
"""Called by AWS itself: on the table's stream, every few minutes, daily, on an upload."""
