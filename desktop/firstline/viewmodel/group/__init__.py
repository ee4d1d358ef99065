"""The working group on screen: its forms and its words."""
