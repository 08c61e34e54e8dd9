"""Grading on top of nbgrader: the cycle of an assignment, the marks, a simulated class, the course in JupyterLab."""
