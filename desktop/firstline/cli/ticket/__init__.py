"""The commands of a ticket: read, act, log, hand off; and how one is printed."""
