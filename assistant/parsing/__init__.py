"""From what a model wrote to typed events: sentences with their marks, and signals of what the model is doing."""
