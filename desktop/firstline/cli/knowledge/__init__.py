"""The commands of the knowledge base and of problem records."""
