"""The commands of watching, alarms and what comes due."""
