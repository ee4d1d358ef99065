"""What a reconciliation needs of SQLite: a place to sort many rows, and foreign files to read."""
