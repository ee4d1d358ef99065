"""The books of a ticket: its contacts and remote sessions, logged in place."""
