"""Files of tensors that people bring, as named arrays; none is trusted, and nothing in one is run."""
