"""Documents as files: a pack in a folder or zip with its hashes checked, and the text of a file."""
