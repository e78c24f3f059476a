"""Other people's services, each behind a few calls: mail, web push, and the one guarded HTTP client."""
