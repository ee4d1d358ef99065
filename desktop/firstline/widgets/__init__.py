"""The glass: windows, lists and delegates, which hold no rules, no SQL and no network."""
