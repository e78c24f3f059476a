"""Where bytes rest: one port for items, one for photos, two adapters each."""
