"""The wall display: tiles, rows and the cutover, painted for a hall."""
