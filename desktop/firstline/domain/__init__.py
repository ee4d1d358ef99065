"""What a service desk is: values and rules, with no I/O, no clock and no toolkit."""
