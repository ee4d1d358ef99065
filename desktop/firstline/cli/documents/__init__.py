"""The library of documents from a terminal."""
