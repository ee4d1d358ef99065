"""The portal's HTTP face: routes, limits and problem+json around the core."""
