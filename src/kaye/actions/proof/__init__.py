"""The parts of a proof file."""
