"""The reference portal: a small server that keeps the records of many desks in step."""
