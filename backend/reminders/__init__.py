"""Reminders: who gets told what, when, and how."""
