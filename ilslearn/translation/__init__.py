"""The catalogues of translators (interface, questions, lessons), and the lessons that are made from them."""

from ilslearn.errors import IlsError

try:
    import babel  # noqa: F401
except ImportError:
    raise IlsError("Catalogues need Babel: pip install babel (make setup does it).") from None
