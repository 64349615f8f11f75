"""What must always be true of a base, one file each: `violations(business, now)` gives sentences in French.

Each reads in pieces or lets the database count, so that memory does not grow with the base.
"""
