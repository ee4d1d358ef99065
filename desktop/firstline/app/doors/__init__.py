"""What the window's pages are handed of files, papers and lanes."""
