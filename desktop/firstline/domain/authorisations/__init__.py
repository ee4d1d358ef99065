"""Authorisations and the remote sessions that run under them."""
