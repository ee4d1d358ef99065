"""How it stands with the portals: chip, banner, outbox, portals and the demo's cable."""
