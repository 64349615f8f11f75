"""What was done on a phone without a network, written once it is back (C60)."""
