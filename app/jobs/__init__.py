"""Keeping and running many runs."""
