"""One client of OpenAI-compatible endpoints, for chat and for embeddings. It knows nothing of papers."""
