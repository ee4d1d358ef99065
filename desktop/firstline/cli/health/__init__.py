"""Commands of health and risk: registers with the same acts, and the figures that follow."""
