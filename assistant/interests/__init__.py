"""What a reader wants to read of: a file that people write and read, and how near a paper comes to what it says."""
