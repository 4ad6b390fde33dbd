"""Who writes: an OpenAI-compatible endpoint, or the abstracts' own sentences."""
