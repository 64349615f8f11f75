"""One file for each kind of event: `apply(ground, event)` writes what it changes, in the caller's savepoint."""
