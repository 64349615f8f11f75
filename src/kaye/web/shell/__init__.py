"""What surrounds every screen: menu, search, toasts, looks, pages shown when something is missing."""
