"""The pages of the app, each with an address of its own; `app.py` puts them together."""
