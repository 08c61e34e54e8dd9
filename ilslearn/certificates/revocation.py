"""The list of revoked certificates: signed by the issuer, published as a file, checked without a network."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ilslearn.certificates.keys import Issuer
from ilslearn.certificates.proof import did, is_signed_by, proof_options, sign
from ilslearn.certificates.reading import BrokenCredential, parse
from ilslearn.errors import IlsError, UnusableFile
from ilslearn.places import replacing

FILE = "revoked.json"


@dataclass(frozen=True, slots=True)
class Revocations:
    """What a list says, and the time at which it was signed: ``revoked`` has day and reason by the credential's id."""

    as_of: str
    revoked: dict[str, tuple[str, str]]


def revocations(path: Path, keys: Iterable[Ed25519PublicKey]) -> Revocations:
    """Read a list that one of the keys signed.

    Raises UnusableFile if there is no such file, IlsError if it was changed or somebody else's.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise UnusableFile(f"{path} cannot be read: name the issuer's file {FILE}.") from None
    try:
        written = parse(data, path.name)
        if not any(is_signed_by(written, key) for key in keys):
            raise BrokenCredential("no such signature")
        revoked = {one["id"]: (one["revokedOn"], one["reason"]) for one in written["revoked"]}
        return Revocations(written["proof"][0]["created"], revoked)
    except (IlsError, KeyError, TypeError):
        raise IlsError(f"{path} was changed, or is not the issuer's list: ask the issuer for {FILE} again.") from None


def revoke(who: Issuer, credential: str, reason: str, when: datetime) -> Path:
    """Put a credential on the issuer's list and sign the list anew; returns where it is.

    Raises IlsError if the credential stands there already.
    """
    known = _known(who)
    if credential in known:
        day, why = known[credential]
        raise IlsError(f"It was revoked before, on {day}: {why}")
    return _write(who, known | {credential: (f"{when:%Y-%m-%d}", reason)}, when)


def renew(who: Issuer, when: datetime) -> dict[str, tuple[str, str]]:
    """Sign the list anew, so that it says that nothing else was revoked up to now; returns day and reason by id."""
    known = _known(who)
    _write(who, known, when)
    return known


def _known(who: Issuer) -> dict[str, tuple[str, str]]:
    path = who.folder / FILE
    return revocations(path, [who.public]).revoked if path.exists() else {}


def _write(who: Issuer, revoked: dict[str, tuple[str, str]], when: datetime) -> Path:
    rows = [{"id": urn, "revokedOn": day, "reason": reason} for urn, (day, reason) in revoked.items()]
    document: dict[str, Any] = {"type": "ilslearn revocation list", "issuer": did(who.public), "revoked": rows}
    signed = sign(document, proof_options(who.public, when.strftime("%Y-%m-%dT%H:%M:%SZ")), who.key)
    path = who.folder / FILE
    with replacing(path) as file:
        file.write(json.dumps(signed, indent=2, ensure_ascii=False) + "\n")
    path.chmod(0o644)
    return path
