"""From the rows of a file to rows of the business: what each kind of file creates and changes."""
