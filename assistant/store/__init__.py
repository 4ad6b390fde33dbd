"""What the assistant remembers of its reader, in one SQLite file of the data directory; papers are kept elsewhere."""
