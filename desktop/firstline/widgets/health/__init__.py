"""The page of health and risk: registers at the left, a board of each, one record beside it."""
