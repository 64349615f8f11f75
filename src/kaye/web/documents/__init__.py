"""« Documents »: quotes, invoices, credit notes and subscriptions, from the draft to the money."""
