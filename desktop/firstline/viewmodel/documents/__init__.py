"""What the window shows of the library of documents, and what it does with them."""
