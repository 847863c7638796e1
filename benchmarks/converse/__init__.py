"""How well messages rich in facts are decided, on sets of them as data."""
