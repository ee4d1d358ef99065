"""Alarms, news and reminders: bell, cards, page and settings."""
