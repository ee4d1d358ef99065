"""Reminders: what comes due by the calendar, told once on each device, and never in a burst."""
