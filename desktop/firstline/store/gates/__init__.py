"""What every register holds against the gates of runbooks."""
