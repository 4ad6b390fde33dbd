"""The readings of a name that a person gives papers; `index.store.resolver` puts them together."""
