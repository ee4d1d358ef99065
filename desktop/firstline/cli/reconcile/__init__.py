"""The commands of reconciling."""
