"""Kinds, registers, text rules and errors: pure, and imports nothing else of ours."""
