"""What the training page shows and offers: the matrix, what is to be done, one person."""
