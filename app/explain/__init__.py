"""What a trace means: the chain rule in factors, paths and words."""
