"""Certificates of completion: who may have one, the page and the signed credential, and how anybody checks them.

To check one needs no course folder, no network and no account: the file, and the issuer's public key.
"""

from importlib.util import find_spec

from ilslearn.errors import IlsError

_PARTS = ("cryptography", "pypdf", "rfc8785", "segno", "typst")


def missing_parts() -> list[str]:
    """The libraries that certificates need and that are not installed."""
    return [part for part in _PARTS if find_spec(part) is None]


def require_parts() -> None:
    """Raise IlsError, which says what to install, if a library that certificates need is missing."""
    if missing := missing_parts():
        raise IlsError(
            f"Certificates need {', '.join(missing)}: pip install 'ilslearn[certificates]' (make setup does it)."
        )
