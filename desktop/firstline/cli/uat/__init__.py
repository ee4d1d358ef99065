"""Acceptance tests from a terminal: cases, runs, defects, rates and signatures."""
