"""Contacts: whom to call, what was said, and what the customer owes."""
