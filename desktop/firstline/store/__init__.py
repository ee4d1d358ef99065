"""The memory: one SQLite file; what is shown is the portal's copy with our edits laid over it."""
