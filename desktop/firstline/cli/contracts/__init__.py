"""Commands of contracts: registers, renewals, lifecycles, decisions, budgets, applications."""
