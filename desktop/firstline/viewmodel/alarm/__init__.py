"""Alarms, news and reminders of the window."""
