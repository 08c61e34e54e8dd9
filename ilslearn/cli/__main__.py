"""``python -m ilslearn.cli``: the command line where its script is not on the path."""

from ilslearn.cli import main

main()
