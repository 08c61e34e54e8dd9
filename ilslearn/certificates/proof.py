"""Sign a JSON document and check it: W3C Data Integrity, cryptosuite ``eddsa-jcs-2022`` (Ed25519, RFC 8785).

Rules: https://www.w3.org/TR/vc-di-eddsa/, section 3.3, and the did:key method for naming a key.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ilslearn.certificates.reading import BrokenCredential

Document = dict[str, Any]

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"  # base58btc
_ED25519 = b"\xed\x01"  # what stands before an Ed25519 public key in a multikey
_LONGEST = 128  # characters of a key or a signature; ours have 48 and 89


def to_multibase(data: bytes) -> str:
    """Bytes in base58btc, with the ``z`` that says so.

    >>> to_multibase(b"Hello World!")
    'z2NEpo7TZRRrLZSi2U'
    """
    number, digits = int.from_bytes(data), ""
    while number:
        number, rest = divmod(number, 58)
        digits = _ALPHABET[rest] + digits
    return "z" + "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def from_multibase(text: object) -> bytes:
    """The bytes of a text in base58btc. Raises ValueError if it is none.

    >>> from_multibase("z2NEpo7TZRRrLZSi2U")
    b'Hello World!'
    """
    if not isinstance(text, str) or not text.startswith("z") or len(text) > _LONGEST or set(text[1:]) - set(_ALPHABET):
        raise ValueError("not a multibase text in base58btc")
    number = 0
    for letter in text[1:]:
        number = number * 58 + _ALPHABET.index(letter)
    zeros = len(text[1:]) - len(text[1:].lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def multikey(key: Ed25519PublicKey) -> str:
    """A public key as a multikey: ``z6Mk...``."""
    return to_multibase(_ED25519 + key.public_bytes_raw())


def from_multikey(text: object) -> Ed25519PublicKey:
    """The public key that a multikey names. Raises ValueError if it names none."""
    data = from_multibase(text)
    if not data.startswith(_ED25519):
        raise ValueError("not an Ed25519 key")
    return Ed25519PublicKey.from_public_bytes(data.removeprefix(_ED25519))


def did(key: Ed25519PublicKey) -> str:
    """Who holds a key, by the key itself: ``did:key:z6Mk...``."""
    return f"did:key:{multikey(key)}"


def method(key: Ed25519PublicKey) -> str:
    """The address of a key in a proof: ``did:key:z6Mk...#z6Mk...``."""
    return f"{did(key)}#{multikey(key)}"


def canonical(value: Any) -> bytes:
    """The one way to write a JSON value (RFC 8785), so that spaces and the order of names do not count.

    Raises ValueError if it cannot be written so: half of a character, a number too large.

    >>> canonical({"b": [1.0, "€"], "a": None}).decode()
    '{"a":null,"b":[1,"€"]}'
    """
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError) as error:
        raise ValueError(str(error)) from None


def proof_options(key: Ed25519PublicKey, created: str, context: list[Any] | None = None) -> Document:
    """A proof before it is signed; ``created`` is a time such as ``2026-11-22T09:00:00Z``."""
    options: Document = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": created,
        "verificationMethod": method(key),
        "proofPurpose": "assertionMethod",
    }
    return options if context is None else {"@context": context, **options}


def sign(document: Mapping[str, Any], options: Mapping[str, Any], key: Ed25519PrivateKey) -> Document:
    """The document with its proof, alone in a list, as Open Badges 3.0 asks."""
    value = to_multibase(key.sign(_signed_data(document, options)))
    return {**document, "proof": [{**options, "proofValue": value}]}


def one_proof(document: Mapping[str, Any]) -> Document:
    """The proof of a signed document. Raises BrokenCredential if it has none, or several."""
    proof = document.get("proof")
    proof = proof[0] if isinstance(proof, list) and len(proof) == 1 else proof
    if not isinstance(proof, dict):
        raise BrokenCredential("There is no proof in it, or more than one: it was not signed, or not by ilslearn.")
    return proof


def is_signed_by(document: Mapping[str, Any], key: Ed25519PublicKey) -> bool:
    """Does the proof fit the document and the key? All of the document counts, and all of the proof.

    Raises BrokenCredential if the document has no proof at all.
    """
    proof = one_proof(document)
    content = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    expected = proof_options(key, options.get("created", ""))
    if {name: options.get(name) for name in expected} != expected:
        return False
    if options.get("@context") != content.get("@context"):
        return False
    try:
        key.verify(from_multibase(proof.get("proofValue")), _signed_data(content, options))
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed_data(document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(canonical(options)).digest() + hashlib.sha256(canonical(document)).digest()
