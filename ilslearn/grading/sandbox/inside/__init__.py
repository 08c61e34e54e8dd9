"""What runs inside the sandbox. Nothing here is imported by the grader but the coding of values."""
