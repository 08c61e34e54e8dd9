"""The page of a certificate: one accessible PDF (PDF/UA-1 and PDF/A-3a) that carries the signed credential.

Typst sets it: it writes the structure that screen readers need, and needs no network. What a user wrote goes in as
data. Its own fonts serve Latin, Greek, Cyrillic, Hebrew and Arabic letters; others come from the machine.
"""

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import segno
import typst

from ilslearn.catalogues import _, speaking, spoken
from ilslearn.certificates.credential import CLAIM
from ilslearn.certificates.identity import code
from ilslearn.certificates.proof import Document
from ilslearn.certificates.settings import Settings
from ilslearn.dates import day_in_words
from ilslearn.errors import IlsError

_NO_LETTER = "could not be displayed"  # in Typst's words


def content(settings: Settings, name: str, when: datetime) -> dict[str, Any]:
    """What the page of a certificate shows, as plain values for the register."""
    return {
        "course": settings.course,
        "name": name,
        "issuer": settings.who,
        "day": day_in_words(when.date()),
        "measure": _("Hours") if settings.hours else _("Reading time"),
        "modules": [{"title": one.title, "time": one.time} for one in settings.modules()],
        "rule": settings.rule.in_words(),
        "claim": _(CLAIM),
        "verify_at": settings.verify_at,
        "language": spoken(),
    }


def _words(shown: Mapping[str, Any]) -> dict[str, str]:
    """The words of the page itself, in the language in which it was issued."""
    with speaking(shown.get("language", "en")):
        return {
            "title": _("Certificate of completion"),
            "certifies": _("This certifies that"),
            "completed": _("has completed the course"),
            "issued": _("issued on {day} by", day=shown["day"]),
            "modules": _("Modules"),
            "module": _("Module"),
            "asked": _("What was asked"),
            "verify": _("Verify"),
            "check": _("This file carries the signed credential. The signature decides, not the page. To check it:"),
            "file": _("FILE"),
            "name": _("NAME"),
            "attached": _("The signed credential (Open Badges 3.0) that this page shows"),
            "qr": _("QR code"),
        }


def pdf(shown: Mapping[str, Any], credential: Document) -> bytes:
    """The PDF of a certificate, the same bytes for the same content.

    Raises IlsError if no font on the machine has the letters of the name.
    """
    number = code(credential)
    address = f"{shown['verify_at']}{number}" if shown["verify_at"] else credential["id"]
    words = _words(shown)
    data = {
        "language": "en",
        **shown,
        "words": words,
        "code": number,
        "qr": _qr(address),
        "qr-says": f"{words['qr']}: {address}",
        "credential": json.dumps(credential, indent=2, ensure_ascii=False),
    }
    made = datetime.fromisoformat(credential["validFrom"]).astimezone(UTC)
    source = files("ilslearn.certificates").joinpath("certificate.typ").read_bytes()
    try:
        return _compiled(source, data, made, own_fonts=True)
    except typst.TypstError as error:
        if _NO_LETTER not in error.message:
            raise IlsError(f"The page could not be set: {error.message}.") from None
    try:
        return _compiled(source, data, made, own_fonts=False)
    except typst.TypstError:
        raise IlsError(
            _(
                "No font on this machine has all letters of {name}: install one (on Debian fonts-noto-cjk or"
                " fonts-noto-core), then issue again.",
                name=repr(shown["name"]),
            )
        ) from None


def _compiled(source: bytes, data: Mapping[str, Any], made: datetime, *, own_fonts: bool) -> bytes:
    written = typst.compile(
        source, format="pdf", ignore_system_fonts=own_fonts, sys_inputs={"page": json.dumps(data)},
        pdf_standards=["a-3a", "ua-1"], timestamp=made,
    )  # fmt: skip
    return bytes(written)


def _qr(text: str) -> str:
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=0, dark="#1d2b3a")
    return drawn.getvalue().decode()
