"""The runbook screens: board, gates, waves, live control view, timeline and review."""
