"""« Vendre »: a sale on one phone screen, the orders, the takings of the day."""
