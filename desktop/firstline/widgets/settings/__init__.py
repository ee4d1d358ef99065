"""The settings page and the rows it is made of."""
