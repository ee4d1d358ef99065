"""Reconciliation: source against target by key, exact to the last digit, with nothing hidden."""
