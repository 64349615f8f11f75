"""« Importer »: a file chosen, seen line by line, written, taken back."""
