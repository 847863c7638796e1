"""How fast points are redeemed and balances are read."""
