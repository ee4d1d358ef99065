"""Rows of the queue and the figures that are counted from them."""
