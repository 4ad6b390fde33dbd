"""Several people on one library: who they are, who acts now, and how much each may ask."""
