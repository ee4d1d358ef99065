"""Runbooks on screen: the list, the chosen one, and its words."""
