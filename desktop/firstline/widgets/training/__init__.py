"""Training on the glass: the action list, the matrix, and one person."""
