"""How papers come into the library: from files, the daily lists, arXiv and the bundled sample."""
