"""The clock: agreements, calendars, timers and verdicts (sla.md)."""
