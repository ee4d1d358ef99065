"""What is shown: the portal's copy with our edits laid over it."""
