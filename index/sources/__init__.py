"""Where papers come from. A source yields what it read, one record at a time, and never writes."""
