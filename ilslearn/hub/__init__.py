"""A seminar's hub on one machine: a JupyterLab for each student, an exchange in which nobody reads another's work."""
