"""Contracts and what follows from them: packages, supplements, renewals, lifecycles, applications."""
