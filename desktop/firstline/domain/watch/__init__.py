"""Watching: rules, looks and the alerts they raise."""
