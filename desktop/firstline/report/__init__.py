"""Values into documents that leave the desk: CSV, XLSX and JSON."""
