"""Where was a credential changed? A digest of each of its claims, signed once more on its own, tells.

The proof says only whether all is as it was signed. Beside it, ``claimDigests`` holds a digest of each value, by its
place (``credentialSubject.achievement.name``), and a signature over this list alone. So the list can be trusted when
the proof fails, and the places that differ from it can be named. It adds nothing to what is valid: the proof decides.
"""

import hashlib
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ilslearn.certificates.proof import canonical, from_multibase, to_multibase

FIELD = "claimDigests"
# What the name means to readers of JSON-LD: a JSON value of its own, which Open Badges 3.0 permits in this place.
CONTEXT = {FIELD: {"@id": "urn:uuid:0f2b61f4-6f0c-4c53-9d0e-3f7f0f9a6f7a#claimDigests", "@type": "@json"}}

_PURPOSE = b"ilslearn claim digests v1\n"  # so that this signature can stand for nothing else
_PLAIN = re.compile(r"@?\w+")


def claim_digests(claims: Mapping[str, Any], key: Ed25519PrivateKey) -> dict[str, Any]:
    """The digests of all values of a credential (its proof too, but for the signature), signed."""
    digests = _digests(claims)
    return {"digests": digests, "signature": to_multibase(key.sign(_PURPOSE + canonical(digests)))}


def wrote_digests(document: Mapping[str, Any], key: Ed25519PublicKey) -> bool:
    """Did this key sign the digests that are there, or those that the claims have?"""
    kept = document.get(FIELD)
    kept = kept if isinstance(kept, dict) else {}
    return _signs(key, kept, kept.get("digests")) or _signs(key, kept, _digests(_claims(document)))


def changed(document: Mapping[str, Any], key: Ed25519PublicKey) -> list[str]:
    """What was changed in a document whose proof fails: one short text for each place, with the place first."""
    kept = document.get(FIELD)
    if not isinstance(kept, dict):
        return [f"{FIELD} is missing, so that no other place can be told"]
    listed = kept.get("digests")
    listed = listed if isinstance(listed, dict) else {}
    there = _digests(_claims(document))
    off = [place for place in {**listed, **there} if listed.get(place) != there.get(place)]
    strange = [f"{FIELD}.{name} was added" for name in kept if name not in ("digests", "signature")]
    if _signs(key, kept, there):  # every claim is as it was: the damage is in what secures them
        wrong = strange + [f"{FIELD}.digests[{json.dumps(place)}] was changed" for place in off]
        return wrong or ["proof[0].proofValue was changed"]
    if _signs(key, kept, listed):
        return strange + [f"{place} {_how(place in listed, place in there)}" for place in off]
    if off:
        return [f"{FIELD} was changed, and does not fit {place}" for place in off]
    return [f"{FIELD}.signature was changed, or somebody else wrote all of it anew"]


def _how(was: bool, is_there: bool) -> str:
    return "was changed" if was and is_there else "is missing" if was else "was added"


def _claims(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document without its digests and without the value of its proof."""
    claims = {name: value for name, value in document.items() if name != FIELD}
    if isinstance(proofs := claims.get("proof"), list):
        claims["proof"] = [
            {name: value for name, value in proof.items() if name != "proofValue"} if isinstance(proof, dict) else proof
            for proof in proofs
        ]
    return claims


def _signs(key: Ed25519PublicKey, kept: Mapping[str, Any], digests: Any) -> bool:
    try:
        key.verify(from_multibase(kept.get("signature")), _PURPOSE + canonical(digests))
    except (InvalidSignature, ValueError):
        return False
    return True


def _digests(claims: Any) -> dict[str, str]:
    return {place: _digest(value) for place, value in _leaves(claims, "")}


def _leaves(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            step = f".{name}" if _PLAIN.fullmatch(name) else f"[{json.dumps(name)}]"
            yield from _leaves(inner, f"{place}{step}".lstrip("."))
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{place}[{number}]")
    else:
        yield place, value


def _digest(value: Any) -> str:
    """128 bits of SHA-256: enough, since they only point to a place."""
    try:
        written = canonical(value)
    except ValueError:
        return ""  # no digest at all: it was never signed like this
    return urlsafe_b64encode(hashlib.sha256(written).digest()[:16]).decode().rstrip("=")
