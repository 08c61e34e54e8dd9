"""Signatures: the published test vector of the W3C, and what must not pass."""

import copy
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ilslearn.certificates.proof import (
    _signed_data,
    from_multibase,
    from_multikey,
    is_signed_by,
    multikey,
    proof_options,
    sign,
    to_multibase,
)
from ilslearn.errors import IlsError

# "Data Integrity EdDSA Cryptosuites v1.0", W3C Recommendation of 15 May 2025, appendix B.2 (eddsa-jcs-2022):
# https://www.w3.org/TR/vc-di-eddsa/ and the folder TestVectors of https://github.com/w3c/vc-di-eddsa.
PUBLIC, SECRET = (
    "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
    "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq",
)
CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"]
ALUMNI = {
    "@context": CONTEXT,
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
HASHES = (
    "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
    "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
)
VALUE = "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
KEY = Ed25519PrivateKey.from_private_bytes(from_multibase(SECRET)[2:])


def w3c_options():
    return proof_options(KEY.public_key(), "2023-02-24T23:36:38Z", CONTEXT)


def test_the_w3cs_key_is_read_and_written():
    assert multikey(from_multikey(PUBLIC)) == multikey(KEY.public_key()) == PUBLIC


def test_what_is_hashed_is_what_the_w3c_hashes():
    assert _signed_data(ALUMNI, w3c_options()).hex() == HASHES


def test_the_signature_is_the_w3cs():
    assert sign(ALUMNI, w3c_options(), KEY)["proof"][0]["proofValue"] == VALUE
    assert is_signed_by(sign(ALUMNI, w3c_options(), KEY), KEY.public_key())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["name"], "Alumni  Credential"),
        (["credentialSubject", "alumniOf"], "The School of Examples."),
        (["@context"], CONTEXT[:1]),
        (["more"], None),
        (["proof", 0, "created"], "2024-02-24T23:36:38Z"),
        (["proof", 0, "proofPurpose"], "authentication"),
        (["proof", 0, "cryptosuite"], "eddsa-rdfc-2022"),
        (["proof", 0, "domain"], "example.org"),
        (["proof", 0, "verificationMethod"], "did:key:z6Mkother#z6Mkother"),
        (["proof", 0, "proofValue"], VALUE[:-1] + "Y"),
        (["proof", 0, "proofValue"], "z0OIl"),
        (["proof", 0, "proofValue"], 7),
        (["proof", 0, "@context"], CONTEXT[:1]),
    ],
)  # fmt: skip
def test_nothing_may_be_changed(path, value):
    document = copy.deepcopy(sign(ALUMNI, w3c_options(), KEY))
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not is_signed_by(document, KEY.public_key())


def test_the_order_of_names_and_the_form_of_numbers_do_not_count():
    document = sign({"b": 1, "a": 2}, proof_options(KEY.public_key(), "2023-02-24T23:36:38Z"), KEY)
    again = json.loads(json.dumps({"a": 2.0, "proof": document["proof"], "b": 1}))
    assert is_signed_by(again, KEY.public_key())


@pytest.mark.parametrize("proof", [None, [], "proof", [{}, {}], 3])
def test_without_one_proof_nothing_is_signed(proof):
    with pytest.raises(IlsError, match="no proof"):
        is_signed_by({**ALUMNI, "proof": proof}, KEY.public_key())


@given(st.binary(max_size=64))
@settings(deadline=None)
def test_multibase_goes_both_ways(data):
    assert from_multibase(to_multibase(data)) == data


@pytest.mark.parametrize("text", ["", "m123", "z0", "z" + "1" * 200, None, 4, "zé"])
def test_what_is_no_multibase_is_refused(text):
    with pytest.raises(ValueError, match="not a multibase text"):
        from_multibase(text)
