"""What the law gives a person: a copy of what is known of them, and to be forgotten (inbox C55)."""
