"""Alarms and news: when a promise passes a mark, and what others did."""
