"""Projects on screen: their registers, grouped, each with its board."""
