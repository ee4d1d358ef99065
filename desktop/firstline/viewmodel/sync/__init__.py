"""How it stands with the portals, and what no portal has yet."""
