"""The door of a one-use link."""
