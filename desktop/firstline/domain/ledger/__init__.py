"""Ledgers: what we are owed, used and may spend, as entries whose sum is always the balance."""
