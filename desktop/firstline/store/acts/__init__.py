"""Acts become edits: performed, taken back, tried again, done by the thousand."""
