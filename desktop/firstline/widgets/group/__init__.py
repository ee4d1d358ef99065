"""The page of the working group: meetings, actions, decisions, charter."""
