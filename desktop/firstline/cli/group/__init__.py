"""The commands of working groups: meetings, decisions, actions."""
