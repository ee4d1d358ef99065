"""A major incident: roles, updates, decisions and its review (S38)."""
