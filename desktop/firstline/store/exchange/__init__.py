"""What comes from portals and goes to them: pages, answers, positions and packs."""
