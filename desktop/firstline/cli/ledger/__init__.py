"""Commands of the ledgers: booked, looked at, and asked what they entitle to."""
