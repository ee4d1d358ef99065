"""Looking back: how the vendor kept its promises, what a quarter brought, and what to claim."""
