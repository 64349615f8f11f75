"""« Boîte »: one conversation per customer, over all channels."""
