"""What the assistant stands on: papers, the library that holds them, and the search over it."""
