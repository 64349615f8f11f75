"""« Réglages »: the business, its channels, its people, its safety."""
