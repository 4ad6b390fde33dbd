"""The search: candidates of two kinds, fused, ordered anew, with relevance and the best sentences."""
