"""Contracts and what follows: packages, supplements, renewals, lifecycles, applications."""
