"""The mathematics: networks, the forward and backward pass, optimisers. Nothing but NumPy."""
