"""« Stock »: what is on the shelf, what is low, one article."""
