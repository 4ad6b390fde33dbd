"""What leaves the program as a file or a text."""
