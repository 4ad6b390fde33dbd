"""Browsing the library: its rows, what they are filtered and sorted by, a map, adding, removing and exporting."""
