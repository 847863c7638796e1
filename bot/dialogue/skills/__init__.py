"""One skill per intent: a function from a context to replies."""
