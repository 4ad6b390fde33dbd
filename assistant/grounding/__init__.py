"""From what a writer wrote to claims that a reader can rely on: marks, citations, checks."""
