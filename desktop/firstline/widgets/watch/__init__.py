"""The page of watching: alerts, rules and first replies."""
