"""All that draws, nothing that decides: pictures with a text twin, and the explorers."""

from ilslearn.views.explorers import explore

__all__ = ["explore"]
