"""The demo's outer world: a portal, a cable and a second person."""
