"""The ticket: its fields, state chart, triage, audience and first-line figures."""
