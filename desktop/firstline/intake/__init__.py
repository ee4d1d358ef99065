"""Files into values: CSV, XLSX, JSON and event logs, in whatever encoding they come."""
