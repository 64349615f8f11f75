"""What a person does with a subscription, and the invoices it makes by itself."""
