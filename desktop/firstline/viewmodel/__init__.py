"""What each screen shows and offers, without a single widget."""
