"""Authorisations on screen: the list with its states, one in full, and the forms of its acts."""
