"""The commands of runbooks."""
