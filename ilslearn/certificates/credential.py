"""The signed part of a certificate: an Open Badges 3.0 credential, which is a W3C Verifiable Credential 2.0.

https://www.imsglobal.org/spec/ob/v3p0/ and https://www.w3.org/TR/vc-data-model-2.0/. The learner's name stands in it
as a salted hash alone: whoever has the name, or guesses it, can check it; nobody can read it there.
"""

import secrets
import uuid
from datetime import datetime

from ilslearn.catalogues import N_, _, label, spoken
from ilslearn.certificates.digests import CONTEXT, FIELD, claim_digests
from ilslearn.certificates.identity import name_hash
from ilslearn.certificates.keys import Issuer
from ilslearn.certificates.proof import Document, did, proof_options, sign
from ilslearn.certificates.settings import Settings

_CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    CONTEXT,
]
CLAIM = N_(
    "The lessons are counted by the learner's own record of the self-checks, which nobody supervised. "
    "The graded work was marked by the issuer."
)


def credential(who: Issuer, settings: Settings, name: str, when: datetime) -> Document:
    """A new credential for a learner of that name, signed; ``when`` is the time of issue, in UTC."""
    time, title = when.strftime("%Y-%m-%dT%H:%M:%SZ"), _("Certificate of completion")
    salt = secrets.token_hex(16)
    profile = {"id": did(who.public), "type": ["Profile"], "name": settings.who}
    claims: Document = {
        "@context": _CONTEXT,
        "id": uuid.uuid4().urn,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{label(title)} {settings.course}",
        "issuer": profile | ({"url": settings.issuer_url} if settings.issuer_url else {}),
        "validFrom": time,
        "awardedDate": time,
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": name_hash(name, salt),
                    "identityType": "name",
                    "salt": salt,
                }
            ],
            "achievement": _achievement(settings),
        },
    }
    options = proof_options(who.public, time, _CONTEXT)
    digests = claim_digests({**claims, "proof": [options]}, who.key)
    return sign({**claims, FIELD: digests}, options, who.key)


def _achievement(settings: Settings) -> Document:
    listed = "\n".join(f"- {one.title} ({one.time})" for one in settings.modules())
    narrative = f"{settings.rule.in_words()} {_(CLAIM)}"
    return {
        "id": uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.course}\n{listed}\n{narrative}").urn,
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": settings.course,
        "description": f"{_('The course and its modules:')}\n\n{listed}",
        "inLanguage": spoken(),
        "criteria": {"narrative": narrative},
    }
