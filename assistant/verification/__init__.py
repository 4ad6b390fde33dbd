"""From a sentence that a writer wrote to a claim with a verdict: citations, figures, names, near-copies, the judge."""
