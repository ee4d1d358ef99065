"""The knowledge base: search, reader, editor, packs, gaps and problem records."""
