"""Edits: acts as intentions, how they merge, and how they travel."""
