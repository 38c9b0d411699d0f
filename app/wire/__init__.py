"""A snapshot as bytes, a command as JSON."""
