"""Where runs run: in worker processes, or inline for tests."""
