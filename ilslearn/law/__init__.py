"""What one thing is and what follows from it: instruments, countries, ratification."""
