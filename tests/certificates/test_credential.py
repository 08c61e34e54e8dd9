"""The credential is an Open Badge: what the standard requires of the parts that we use.

The JSON schema that 1EdTech publishes (ob_v3p0_achievementcredential_schema.json) may be passed on by registered users
alone. So what it requires is stated here in our own words, read in it on 22 November 2026.
"""

import json

import pytest
from jsonschema import Draft201909Validator, FormatChecker

from ilslearn.certificates.digests import FIELD
from ilslearn.certificates.identity import code, is_for

TEXT = {"type": "string"}
TIME = {"type": "string", "format": "date-time", "pattern": "Z$"}


def thing(kind, required, **properties):
    """An object with a list of types, which must hold its own."""
    types = {"type": "array", "minItems": 1, "items": TEXT, "contains": {"enum": [kind]}}
    return {"type": "object", "required": ["type", *required], "properties": {"type": types, **properties}}


IDENTITY = {
    "type": "object",
    "required": ["type", "hashed", "identityHash", "identityType"],
    "properties": {
        "type": {"const": "IdentityObject"},
        "hashed": {"const": True},
        "identityHash": {"type": "string", "pattern": r"^sha256\$[0-9a-f]{64}$"},
        "identityType": {"enum": ["name"]},
        "salt": {"type": "string", "minLength": 32},
    },
    "additionalProperties": False,
}
ACHIEVEMENT = thing(
    "Achievement",
    ["id", "criteria", "description", "name"],
    id=TEXT,
    name=TEXT,
    description=TEXT,
    achievementType={"enum": ["CertificateOfCompletion"]},
    inLanguage={"type": "string", "pattern": "^[a-z]{2,4}(-[A-Z]{2})?$"},
    criteria={"type": "object", "properties": {"id": TEXT, "narrative": TEXT}, "required": ["narrative"]},
)
OPEN_BADGE = {
    "type": "object",
    "required": ["@context", "id", "type", "credentialSubject", "issuer", "validFrom", "proof"],
    "properties": {
        "@context": {
            "type": "array",
            "minItems": 2,
            "items": [
                {"const": "https://www.w3.org/ns/credentials/v2"},
                {
                    "type": "string",
                    "pattern": r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json$",
                },
            ],
            "additionalItems": {"type": ["string", "object"]},
        },
        "id": TEXT,
        "name": TEXT,
        "type": {
            "type": "array",
            "items": TEXT,
            "allOf": [
                {"contains": {"const": "VerifiableCredential"}},
                {"contains": {"enum": ["OpenBadgeCredential", "AchievementCredential"]}},
            ],
        },
        "issuer": thing("Profile", ["id"], id=TEXT, name=TEXT, url=TEXT),
        "validFrom": TIME,
        "awardedDate": TIME,
        "credentialSubject": thing(
            "AchievementSubject",
            ["achievement", "identifier"],
            achievement=ACHIEVEMENT,
            identifier={"type": "array", "minItems": 1, "items": IDENTITY},
        ),
        "proof": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type"],
                "properties": {
                    "type": {"const": "DataIntegrityProof"},
                    "cryptosuite": {"const": "eddsa-jcs-2022"},
                    "created": TIME,
                    "proofPurpose": {"const": "assertionMethod"},
                    "verificationMethod": {"type": "string", "pattern": "^did:key:z6Mk"},
                    "proofValue": {"type": "string", "pattern": "^z"},
                },
            },
        },
    },
}


def faults(document):
    checker = Draft201909Validator(OPEN_BADGE, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(document)]


def test_it_is_an_open_badge(signed):
    assert faults(signed[0]) == []


@pytest.mark.parametrize("name", ["issuer", "credentialSubject", "validFrom", "@context", "proof"])
def test_the_schema_would_notice_what_is_missing(signed, name):
    assert faults({key: value for key, value in signed[0].items() if key != name})


def test_our_own_field_is_explained_to_readers_of_json_ld(signed):
    own = set(signed[0]) - set(OPEN_BADGE["properties"])
    assert own == {FIELD} == set(signed[0]["@context"][2])


def test_it_says_whose_word_the_lessons_are(signed):
    narrative = signed[0]["credentialSubject"]["achievement"]["criteria"]["narrative"]
    assert "25 lessons done" in narrative
    assert "by the learner's own record of the self-checks, which nobody supervised" in narrative


def test_the_name_stands_in_it_as_a_hash_alone(signed):
    assert "Ada" not in json.dumps(signed[0])
    assert is_for(signed[0], "Ada Lovelace")
    assert not is_for(signed[0], "ada lovelace")


def test_the_code_follows_from_the_signature(signed):
    assert len(code(signed[0])) == 19
    other = {**signed[0], "proof": [{**signed[0]["proof"][0], "proofValue": "z1"}]}
    assert code(other) != code(signed[0])
