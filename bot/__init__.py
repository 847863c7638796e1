"""Member assistant for shopping-mall loyalty programmes."""
