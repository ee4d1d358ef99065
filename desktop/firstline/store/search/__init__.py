"""Search: the indexes of words, how they follow, and how a query becomes SQL."""
