"""Bank statements: CSV, OFX and CAMT.053, read into the same lines. Another format is another file of this folder."""
