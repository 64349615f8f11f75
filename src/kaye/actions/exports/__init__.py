"""What an owner takes away for the accountant or the tax office: files made from rows, nothing is written."""
