"""Facts of the kinds as typed pydantic models."""
