"""The hand-off on screen: what is typed, which files, the package and its receipt."""
