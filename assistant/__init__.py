"""An assistant over research-paper abstracts that cites, and checks, every sentence it shows."""
