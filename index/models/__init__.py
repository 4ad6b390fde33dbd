"""The small models of our own: each is trained by a script in `tests/bench` and shipped here as one data file."""
