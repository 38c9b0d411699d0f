"""Letting many viewers watch one run. Moves bytes and strings."""
