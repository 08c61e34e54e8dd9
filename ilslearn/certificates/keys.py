"""The issuer's key: made when it is first needed, kept from everybody else, never shown.

The folder ``issuer`` of a course holds the private key ``issuer-key``, the public key ``issuer-key.pub`` that is given
to whoever wants to check a certificate, the register of certificates and the list of those that were revoked.
"""

import json
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from ilslearn.certificates.proof import did, from_multikey, method, multikey
from ilslearn.errors import IlsError, UnusableFile
from ilslearn.places import replacing

PRIVATE, PUBLIC = "issuer-key", "issuer-key.pub"
_POSIX = os.name == "posix"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whoever signs: the folder, and the private key, which no text shows."""

    folder: Path
    key: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> Ed25519PublicKey:
        """The public key."""
        return self.key.public_key()


def issuer(folder: Path, *, make: bool = False) -> Issuer:
    """The issuer of a folder; ``make`` makes folder and key if there are none yet.

    Raises IlsError if there is no key, if others could read it, or if it is none.
    """
    if make:
        _make(folder)
    if not (folder / PRIVATE).exists():
        raise IlsError(f"{folder} has no key: the first certificate that is issued makes one.")
    _refuse_open(folder, 0o700)
    _refuse_open(folder / PRIVATE, 0o600)
    try:
        key = load_pem_private_key((folder / PRIVATE).read_bytes(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise IlsError(f"{folder / PRIVATE} is no key that ilslearn made: put it back from your copy.")
    found = Issuer(folder, key)
    if not (folder / PUBLIC).exists():
        _publish(found)
    return found


def public_key(path: Path) -> Ed25519PublicKey:
    """The public key in a file ``issuer-key.pub``. Raises UnusableFile if it holds none."""
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        return from_multikey(written["publicKeyMultibase"])
    except OSError:
        raise UnusableFile(f"{path} cannot be read: name the issuer's file {PUBLIC}.") from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise UnusableFile(f"{path} is no public key of an issuer: ask the issuer for {PUBLIC}.") from None


def _make(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o700)
        (folder / ".gitignore").write_text("# The key and the names of students belong in no repository.\n*\n")
    _refuse_open(folder, 0o700)
    key = Ed25519PrivateKey.generate()
    try:
        handle = os.open(folder / PRIVATE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        os.fsync(handle)
    _publish(Issuer(folder, key))


def _publish(who: Issuer) -> None:
    """Write the public key as a W3C Multikey."""
    written = {
        "id": method(who.public),
        "type": "Multikey",
        "controller": did(who.public),
        "publicKeyMultibase": multikey(who.public),
    }
    with replacing(who.folder / PUBLIC) as file:
        file.write(json.dumps(written, indent=2) + "\n")
    (who.folder / PUBLIC).chmod(0o644)


def _refuse_open(path: Path, most: int) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if _POSIX and mode & ~most:
        raise IlsError(f"Others may read or change {path} (mode {mode:o}): run chmod {most:o} {path}, then try again.")
