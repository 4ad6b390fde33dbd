"""What a turn means in its conversation: its dialogue act, filters and wishes, and the query that it becomes."""
