"""Routing: roster, shifts, and whom a ticket goes to."""
