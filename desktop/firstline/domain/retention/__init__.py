"""Retention: how long what is kept, what stops its destruction, and what was destroyed (N13)."""
