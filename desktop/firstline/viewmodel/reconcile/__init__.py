"""Comparisons on screen: pairs of columns, findings, signatures."""
