"""The library of documents on screen: list, one document, a pack taken in, a file added."""
