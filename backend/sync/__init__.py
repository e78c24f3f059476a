"""The log, its merge, and the answers to a push and a pull (docs/sync.md)."""
