"""The one file: connection, lock, log, journal and tables."""
