"""Lanyard's server: floors from domain (lowest) to handlers, app and local (highest); see docs/architecture.md."""
