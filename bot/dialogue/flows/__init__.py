"""Conversations of several turns. Each is a module with `answer`, `prompt` and `stop` (see flow.py)."""
