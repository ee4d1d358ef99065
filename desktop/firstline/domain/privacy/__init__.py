"""Personal data: what is processed and why, what people ask for, and names that are not shown."""
