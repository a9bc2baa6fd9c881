"""What papers agree on besides goods and prices: tax codes, currencies and their rates."""
