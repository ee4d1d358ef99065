"""Firstline: the service desk of a factory's first responder, with or without a network."""

__version__ = "0.1.0"
