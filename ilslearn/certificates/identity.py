"""Whose a credential is, and which one: the hash of a name, and the code on the page."""

import hashlib
import secrets
import unicodedata
from base64 import b32encode
from collections.abc import Mapping
from typing import Any

from ilslearn.certificates.proof import one_proof


def name_hash(name: str, salt: str) -> str:
    """The hash of a name, as Open Badges 3.0 has it: SHA-256 over the name and then the salt, in UTF-8.

    >>> name_hash("a@example.com", "Kosher")
    'sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399'
    """
    return f"sha256${hashlib.sha256(f'{name}{salt}'.encode()).hexdigest()}"


def is_for(document: Mapping[str, Any], name: str) -> bool:
    """Was the credential issued to somebody of that name? Spaces and the form of accents do not count."""
    identity = document["credentialSubject"]["identifier"][0]
    written = unicodedata.normalize("NFC", " ".join(name.split()))
    return secrets.compare_digest(identity["identityHash"], name_hash(written, identity["salt"]))


def code(document: Mapping[str, Any]) -> str:
    """The verification code on the page: sixteen letters and digits that follow from the signature.

    So the code of one certificate fits no other, nor a changed one.
    """
    digest = hashlib.sha256(str(one_proof(document).get("proofValue")).encode()).digest()
    letters = b32encode(digest[:10]).decode()
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))
