"""What a turn says, told by its words alone: filters, wishes, courtesy, and what it points back to."""
