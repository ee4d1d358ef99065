"""The triage sheet: five questions, a live preview, and a ticket in a minute."""
