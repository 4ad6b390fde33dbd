"""A backup: library and store in one file, made while others read and write, and taken back whole or not at all."""
