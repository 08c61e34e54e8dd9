"""Is this certificate what the issuer signed? The answer, and if it is no, where and why.

Needs the file and the issuer's public key: no network, no course folder, no account.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ilslearn.catalogues import _
from ilslearn.certificates.digests import changed, wrote_digests
from ilslearn.certificates.identity import code, is_for
from ilslearn.certificates.keys import public_key
from ilslearn.certificates.proof import Document, did, from_multikey, is_signed_by, one_proof
from ilslearn.certificates.reading import BrokenCredential, read_credential
from ilslearn.certificates.revocation import FILE as REVOKED
from ilslearn.certificates.revocation import revocations
from ilslearn.dates import day_in_words

_SHOWN = 5  # places that a sentence names


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer: ``valid``, the ``reason`` in a sentence or two, the ``altered`` places, and what was certified.

    ``revocation`` is ``not checked``, ``not revoked`` or ``revoked``.
    """

    valid: bool
    reason: str
    altered: tuple[str, ...] = ()
    revocation: str = "not checked"
    course: str = ""
    issuer: str = ""
    issued_on: str = ""
    code: str = ""
    key: str = ""

    def __str__(self) -> str:
        reason = {"reason": self.reason}
        lines = [_("Valid: {reason}", **reason) if self.valid else _("Not valid: {reason}", **reason)]
        if self.course:
            lines += [
                "  " + _("course: {course}", course=self.course),
                "  " + _("issued: {day} by {issuer}", day=self.issued_on, issuer=self.issuer),
                "  " + _("code: {code}", code=self.code),
                "  " + _("key: {key}", key=self.key),
            ]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


def verify(file: Path, keys: Sequence[Path] = (), *, revoked: Path | None = None, name: str | None = None) -> Verdict:
    """Check a certificate, ``.pdf`` or ``.json``.

    Parameters: ``keys``, files with public keys of issuers that you trust; ``revoked``, the issuer's list of
    revocations (the one beside each key if left out); ``name``, the name that you were told.
    Raises UnusableFile if a file is missing or no key, IlsError if the list of revocations is not the issuer's.
    """
    trusted = [public_key(path) for path in keys]
    try:
        document = read_credential(file)
        one_proof(document)
    except BrokenCredential as error:
        return Verdict(False, str(error))
    for path, key in zip(keys, trusted, strict=True):
        if is_signed_by(document, key):
            beside = path.with_name(REVOKED)
            return _signed(document, key, revoked or (beside if beside.exists() else None), name)
    return _unsigned(document, trusted)


def _unsigned(document: Document, trusted: list[Ed25519PublicKey]) -> Verdict:
    """Why no key that is trusted signed it: it was changed, or another key did."""
    named = _named_key(document)
    if named is not None and is_signed_by(document, named):
        if not trusted:
            text = _(
                "It was not changed, but whose key signed it is not known: ask the issuer for the public key and give"
                " it with --key."
            )
            return Verdict(False, text, key=did(named))
        return Verdict(False, _("Another key than the issuer's signed it, {key}.", key=did(named)), key=did(named))
    suspects = trusted or [key for key in [named] if key is not None]
    if not suspects:
        return Verdict(False, _("It is not as it was signed: its proof names no key."))
    key = next((key for key in suspects if wrote_digests(document, key)), suspects[0])
    places = changed(document, key)
    rest = _(" and {n} more", n=len(places) - _SHOWN) if len(places) > _SHOWN else ""
    text = _("It is not as it was signed: {places}.", places="; ".join(places[:_SHOWN]) + rest)
    return Verdict(False, text, tuple(places))


def _named_key(document: Mapping[str, Any]) -> Ed25519PublicKey | None:
    """The key that the proof itself names."""
    try:
        return from_multikey(str(one_proof(document).get("verificationMethod")).partition("#")[2])
    except ValueError:
        return None


def _signed(document: Document, signer: Ed25519PublicKey, listed: Path | None, name: str | None) -> Verdict:
    """What is left to ask of a certificate that is as it was signed."""
    try:
        facts: dict[str, Any] = {
            "course": str(document["credentialSubject"]["achievement"]["name"]),
            "issuer": str(document["issuer"]["name"]),
            "issued_on": day_in_words(datetime.fromisoformat(document["validFrom"]).date()),
            "code": code(document),
            "key": did(signer),
        }
        urn = str(document["id"])
        mine = document["issuer"]["id"] == did(signer)
        named = name is None or is_for(document, name)
        early = datetime.fromisoformat(document["validFrom"]) > datetime.now(UTC)
    except (KeyError, TypeError, ValueError, IndexError):
        return Verdict(False, _("It is signed, but it is no certificate of a course."))
    if not mine:
        return Verdict(False, _("It says that another issued it than the one who signed it."), **facts)
    if early:
        return Verdict(False, _("It is not valid before {day}.", day=facts["issued_on"]), **facts)
    if not named:
        return Verdict(False, _("It was not issued to {name}.", name=name), **facts)
    known = revocations(listed, [signer]) if listed else None
    if known and (row := known.revoked.get(urn)):
        day = day_in_words(datetime.fromisoformat(row[0]).date())
        text = _("It was revoked on {day} because: {reason}", day=day, reason=row[1])
        return Verdict(False, text, revocation="revoked", **facts)
    told = (
        _("it was issued and not changed since")
        if name is None
        else _("it was issued to {name} and not changed since", name=name)
    )
    ask = " " + _("Whose it is, --name NAME checks: the name stands in it as a hash alone.") if name is None else ""
    if known is None or known.as_of < document["validFrom"]:
        why = _("no list at hand") if known is None else _("the list is older than the certificate")
        return Verdict(True, _("{told}; revocation not checked ({why}).", told=told, why=why) + ask, **facts)
    text = _("{told}; not revoked by the list of {day}.", told=told, day=known.as_of)
    return Verdict(True, text + ask, revocation="not revoked", **facts)
