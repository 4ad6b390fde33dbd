"""Who reads sentences against the papers they cite: a language model."""
