"""« Caisse »: what came in and went out on one day, and the bank's statement beside it."""
