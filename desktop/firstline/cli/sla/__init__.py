"""Service levels from a terminal: verdicts replayed, packs and who signed them."""
