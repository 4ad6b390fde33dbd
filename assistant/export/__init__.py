"""What leaves the program as a file or a text: comparisons as Markdown, CSV, LaTeX and BibTeX, conversations."""
