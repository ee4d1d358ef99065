"""Commands that look back: the vendor's SLA, a quarter's review, a claim."""
