"""Tickets out of tables, logs and documents: mapped, planned, taken in."""
