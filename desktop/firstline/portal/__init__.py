"""The wire: one remote desk behind one small protocol; the network is touched in here alone."""
