"""Interfaces and their data: contracts, field mappings, slow statements, networks, extracts."""
