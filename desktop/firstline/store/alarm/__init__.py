"""Alarms, news and reminders of this device."""
