"""Packs of agreements and calendars as data: strictly read, dated, shelved."""
