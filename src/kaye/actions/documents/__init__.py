"""What the actions on quotes, invoices and credit notes share: ground, figures, print, answer."""
