"""HTTP, WebSocket and HTML. The only room that knows FastAPI."""
