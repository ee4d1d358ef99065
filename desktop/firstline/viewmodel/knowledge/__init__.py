"""The knowledge base on screen: articles, the editor, problem records."""
