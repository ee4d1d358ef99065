"""The commands of outcomes and of shares."""
