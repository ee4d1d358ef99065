"""The directory: contacts, duties and certificates."""
