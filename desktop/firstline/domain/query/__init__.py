"""The search line: words, days and names become terms."""
