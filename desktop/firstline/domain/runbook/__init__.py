"""Runbooks: templates, items, evidence, gates, votes, waves, runs and downtime."""
