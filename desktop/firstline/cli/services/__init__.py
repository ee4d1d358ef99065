"""Commands of the service catalogue and of requests from it."""
