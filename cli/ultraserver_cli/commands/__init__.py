"""One module per command, each with ``register(app)``; heavy imports live inside the functions."""
