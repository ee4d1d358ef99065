"""The service catalogue, and requests from it: quoted, approved, delivered, accepted (S10)."""
