"""Commands of `memberbot` that need more than a few lines of their own."""
