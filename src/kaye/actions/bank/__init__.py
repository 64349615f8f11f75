"""Bank statements: lines kept once, brought near what is owed, booked by a person's tap (M44)."""
