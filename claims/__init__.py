"""What is claimed, what sources say, and where that leaves it."""
