"""What leaves for the vendor: the package, its redaction and its record."""
