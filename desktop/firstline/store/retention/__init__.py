"""Retention in the profile: what is past its day, its destruction, and what does not come back."""
