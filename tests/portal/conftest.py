"""Makes the modules beside it importable for the contract suite below."""
