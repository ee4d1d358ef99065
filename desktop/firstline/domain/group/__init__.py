"""The joint working group: charter, meetings, decisions and actions."""
