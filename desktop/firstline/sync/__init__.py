"""The postman: decides what to send, carries one round, and does it again in time."""
