"""Who reads sentences against the papers they cite: a language model, or a small entailment model."""
