"""The customer's own pages: a paper, a payment, their space. No account, no cookie; the token is the key."""
