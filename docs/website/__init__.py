"""The website: what is staged for Sphinx from the repository and the facts, and how it is built and checked.

``make site`` runs ``python -m website`` with ``docs`` on the path. The pages are written into a folder of their own
(``build/site-source``), never into the repository.
"""
