"""User acceptance tests: cases, runs of them, how a process stands, and who signed it (S33)."""
