"""The training book: completions as bytes, its copy, and how it is read."""
