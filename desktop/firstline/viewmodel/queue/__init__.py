"""The queue on screen: rows, words of cells, views, selection and counts."""
