"""The catalogues of translators: of the interface, of the questions, and of each lesson; and the lessons made from them."""

from ilslearn.errors import IlsError

try:
    import babel  # noqa: F401
except ImportError:
    raise IlsError("Catalogues need Babel: pip install babel (make setup does it).") from None
