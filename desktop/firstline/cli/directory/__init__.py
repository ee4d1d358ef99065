"""The commands of contacts, duties, authorisations, remote sessions and the roster."""
