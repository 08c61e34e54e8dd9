"""All that draws, nothing that decides: pictures with a text twin, and the explorers."""

from ilslearn.errors import IlsError

try:
    from ilslearn.views.explorers import explore
except ImportError:
    raise IlsError("Explorers and plots need more: pip install 'ilslearn[course]' (make setup does it).") from None

__all__ = ["explore"]
