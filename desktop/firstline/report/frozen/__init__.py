"""Reports from a frozen snapshot: the same snapshot gives the same bytes, with the hashes of it."""
