"""The roof: builds everything once, connects it, starts it and stops it."""
