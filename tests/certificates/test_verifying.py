"""Whatever is changed in a certificate is found, and its place is named."""

import contextlib
import json
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ilslearn.certificates.keys import PUBLIC, issuer
from ilslearn.certificates.proof import proof_options, sign
from ilslearn.certificates.reading import BrokenCredential, parse
from ilslearn.certificates.verifying import verify

MISSING = object()


def check(document, key, tmp_path, **more):
    file = tmp_path / "certificate.json"
    text = document if isinstance(document, bytes) else json.dumps(document, indent=2).encode()
    file.write_bytes(text)
    return verify(file, [key], **more)


def altered(document, path, value):
    found = json.loads(json.dumps(document))
    place = found
    for step in path[:-1]:
        place = place[step]
    if value is MISSING:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return found


def test_what_was_signed_is_valid(signed, tmp_path):
    answer = check(*signed, tmp_path)
    assert answer.valid
    assert answer.revocation == "not checked"
    assert "revocation not checked" in answer.reason
    assert (answer.issuer, answer.issued_on) == ("Faculty of Law", "20 November 2026")


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (["credentialSubject", "achievement", "name"], "Law", "credentialSubject.achievement.name was changed"),
        (["credentialSubject", "achievement", "name"], MISSING, "credentialSubject.achievement.name is missing"),
        (["credentialSubject", "achievement", "level"], "9", "credentialSubject.achievement.level was added"),
        (["credentialSubject", "identifier", 0, "salt"], "0", "credentialSubject.identifier[0].salt was changed"),
        (["credentialSubject", "identifier", 0, "hashed"], False, "credentialSubject.identifier[0].hashed was changed"),
        (["issuer", "name"], "Another", "issuer.name was changed"),
        (["issuer", "id"], "did:key:z6Mk", "issuer.id was changed"),
        (["validFrom"], "2020-01-01T00:00:00Z", "validFrom was changed"),
        (["@context", 1], "https://example.org", "@context[1] was changed"),
        (["type", 1], "EndorsementCredential", "type[1] was changed"),
        (["type"], [], "type was added"),
        (["proof", 0, "created"], "2020-01-01T00:00:00Z", "proof[0].created was changed"),
        (["proof", 0, "verificationMethod"], "did:key:z6Mk", "proof[0].verificationMethod was changed"),
        (["proof", 0, "proofValue"], "z6Mk", "proof[0].proofValue was changed"),
        (["proof", 0, "proofValue"], MISSING, "proof[0].proofValue was changed"),
        (["proof", 0, "nonce"], "x", "proof[0].nonce was added"),
        (["claimDigests", "digests", "issuer.name"], "x", 'claimDigests.digests["issuer.name"] was changed'),
        (["claimDigests", "digests", "issuer.name"], MISSING, 'claimDigests.digests["issuer.name"] was changed'),
        (["claimDigests", "more"], 1, "claimDigests.more was added"),
        (["claimDigests", "signature"], "z6Mk", "claimDigests.signature was changed, or"),
        (["claimDigests"], MISSING, "claimDigests is missing"),
    ],
)
def test_the_place_of_a_change_is_named(signed, tmp_path, path, value, place):
    document, key = signed
    answer = check(altered(document, path, value), key, tmp_path)
    assert not answer.valid
    assert any(one.startswith(place) for one in answer.altered), answer.altered
    if value is not MISSING and path != ["type"]:
        assert len(answer.altered) == 1
    assert place in answer.reason


def test_two_changes_are_two_places(signed, tmp_path):
    document, key = signed
    changed = altered(altered(document, ["issuer", "name"], "X"), ["credentialSubject", "achievement", "name"], "Y")
    answer = check(changed, key, tmp_path)
    assert set(answer.altered) == {"issuer.name was changed", "credentialSubject.achievement.name was changed"}


def test_a_change_is_placed_without_the_issuers_key_too(signed, tmp_path):
    (tmp_path / "c.json").write_text(json.dumps(altered(signed[0], ["issuer", "name"], "X")))
    answer = verify(tmp_path / "c.json")
    assert (answer.valid, answer.altered) == (False, ("issuer.name was changed",))


@given(data=st.data())
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_byte_that_is_changed_is_noticed_unless_the_json_says_the_same(signed, tmp_path, data):
    document, key = signed
    whole = json.dumps(document, indent=2).encode()
    place = data.draw(st.integers(0, len(whole) - 1))
    flipped = bytearray(whole)
    flipped[place] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(BrokenCredential):
        assume(parse(bytes(flipped), "c") != document)  # a tab in place of a line's end changes nothing
    answer = check(bytes(flipped), key, tmp_path)
    assert not answer.valid
    assert answer.reason
    assert answer.altered or answer.reason.startswith("certificate.json") or "Another key" in answer.reason


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.booleans() | st.text(), st.lists).map(json.dumps).map(str.encode)
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_else_is_a_certificate(signed, tmp_path, data):
    assert not check(data, signed[1], tmp_path).valid


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b'{\n  "a": 1,\n  "b" 2\n}', "breaks at line 3, column 7"),
        (b'{"a": "\xff"}', "breaks at line 1, column 8: no text in UTF-8"),
        (b'{"a": 1, "a": 2}', "'a' stands twice"),
        (b'{"a": NaN}', "NaN is no number"),
        (b"[1]", "not a JSON object"),
        (b'{"proof": 1}', "no proof in it"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"proof": {}, "a": ' + b"[" * 300 + b"]" * 300 + b"}", "nested too deeply"),
        (b"%PDF-1.7 nothing", "cannot be read as a PDF"),
        (b'{"a": ' + b"1" * 5000 + b"}", "is no proper JSON"),
        (b'{"a": "\\ud800", "proof": {}}', "claimDigests is missing"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(signed, tmp_path, text, says):
    answer = check(text, signed[1], tmp_path)
    assert not answer.valid
    assert says in answer.reason
    assert len(answer.reason.splitlines()) == 1


def test_another_issuers_certificate_is_told_as_such(signed, tmp_path):
    other = issuer(tmp_path / "other", make=True)
    answer = check(signed[0], other.folder / PUBLIC, tmp_path)
    assert not answer.valid
    assert answer.reason.startswith("Another key than the issuer's signed it, did:key:z6Mk")
    assert check(signed[0], signed[1], tmp_path).valid


def test_without_a_key_that_is_trusted_nothing_is_valid(signed, tmp_path):
    (tmp_path / "c.json").write_text(json.dumps(signed[0]))
    answer = verify(tmp_path / "c.json")
    assert not answer.valid
    assert "was not changed, but whose key signed it is not known" in answer.reason


def test_one_of_several_keys_is_enough(signed, tmp_path):
    other = issuer(tmp_path / "other", make=True)
    (tmp_path / "c.json").write_text(json.dumps(signed[0]))
    assert verify(tmp_path / "c.json", [other.folder / PUBLIC, signed[1]]).valid


@pytest.mark.parametrize(
    ("name", "fits"), [("Ada Lovelace", True), ("  Ada  Lovelace ", True), ("Ada Byron", False), ("", False)]
)
def test_the_name_is_checked_against_its_hash(signed, tmp_path, name, fits):
    answer = check(*signed, tmp_path, name=name)
    assert answer.valid is fits
    assert "Lovelace" not in json.dumps(signed[0])
    assert (f"issued to {name} and not changed" in answer.reason) is fits


def test_the_place_of_a_change_is_named_by_the_key_that_signed(signed, tmp_path):
    other = issuer(tmp_path / "other", make=True)
    (tmp_path / "c.json").write_text(json.dumps(altered(signed[0], ["issuer", "name"], "X")))
    answer = verify(tmp_path / "c.json", [other.folder / PUBLIC, signed[1]])
    assert answer.altered == ("issuer.name was changed",)


def test_what_another_program_signs_with_the_issuers_key_must_still_be_a_certificate(tmp_path):
    who = issuer(tmp_path / "issuer", make=True)
    options = proof_options(who.public, "2026-11-20T00:00:00Z")
    answer = check(sign({"id": "x"}, options, who.key), who.folder / PUBLIC, tmp_path)
    assert (answer.valid, answer.reason) == (False, "It is signed, but it is no certificate of a course.")


def test_a_certificate_of_tomorrow_is_not_valid_yet(signed, tmp_path):
    who = issuer(tmp_path / "issuer", make=True)
    content = {name: value for name, value in signed[0].items() if name != "proof"}
    content["issuer"] = {
        **content["issuer"],
        "id": f"did:key:{json.loads((who.folder / PUBLIC).read_text())['publicKeyMultibase']}",
    }
    content["validFrom"] = "2999-01-01T00:00:00Z"
    options = proof_options(who.public, "2026-11-20T00:00:00Z", content["@context"])
    answer = check(sign(content, options, who.key), who.folder / PUBLIC, tmp_path)
    assert answer.reason == "It is not valid before 1 January 2999."


def test_a_forger_who_writes_all_anew_is_another_key(signed, tmp_path):
    mine = Ed25519PrivateKey.generate()
    content = {name: value for name, value in signed[0].items() if name not in ("proof", "claimDigests")}
    options = proof_options(mine.public_key(), "2026-11-20T00:00:00Z", content["@context"])
    answer = check(sign(content, options, mine), signed[1], tmp_path)
    assert "Another key than the issuer's" in answer.reason


def test_whoever_checks_needs_neither_nbgrader_nor_the_course(signed, tmp_path):
    (tmp_path / "c.json").write_text(json.dumps(signed[0]))
    program = (
        "import sys\n"
        "for name in ('nbgrader', 'matplotlib', 'ipywidgets', 'nbformat', 'IPython', 'filelock', 'typst', 'segno'):\n"
        "    sys.modules[name] = None\n"
        "from pathlib import Path\n"
        "from ilslearn.certificates.verifying import verify\n"
        "print(verify(Path(sys.argv[1]), [Path(sys.argv[2])]).valid)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "c.json"), str(signed[1])]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (answer.stdout, answer.stderr) == ("True\n", "")
