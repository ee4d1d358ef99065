"""The wall display: figures, rows and the cutover."""
