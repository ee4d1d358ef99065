"""The triage sheet's form and the five questions."""
