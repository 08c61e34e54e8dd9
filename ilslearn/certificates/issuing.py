"""Issue certificates, once for each student, and revoke them."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ilslearn.certificates.credential import credential
from ilslearn.certificates.identity import code
from ilslearn.certificates.keys import Issuer, issuer
from ilslearn.certificates.page import content, pdf
from ilslearn.certificates.proof import did
from ilslearn.certificates.register import Issued, alone, by_code, issued, keep
from ilslearn.certificates.revocation import renew, revoke
from ilslearn.certificates.settings import Settings, settings
from ilslearn.certificates.standing import Standing, clean_name, percent, standing, standings
from ilslearn.errors import IlsError, UnusableFile
from ilslearn.grading.cycle import Course
from ilslearn.places import replacing, replacing_binary

FOLDER = "certificates"
_UNSAFE = re.compile(r"[^\w@-]")  # in the name of a file


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as it was written, or why there is none; ``notes`` say what changed since it was first issued."""

    student: str
    code: str = ""
    files: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()
    refusal: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {**asdict(self), "files": [str(path) for path in self.files]}

    def __str__(self) -> str:
        if self.refusal:
            return f"{self.student}: no certificate: {self.refusal}"
        return "\n  ".join([f"{self.student}: {self.code}: {', '.join(map(str, self.files))}", *self.notes])


def issue(
    course: Course, student: str | None = None, *, out: Path | None = None, again: bool = False
) -> list[Certificate]:
    """Issue certificates to one student, or to everybody of the gradebook who meets the rule.

    Who has one gets the same again. Parameters: ``out``, the folder to write to (``certificates`` in the course);
    ``again``, make a new one where there is one (a name was corrected, a certificate was revoked, a key was lost).
    Raises IlsError, with the reason, if the one student may have none.
    """
    asked = [standing(course, student)] if student is not None else standings(course)
    chosen = settings(course.folder)
    folder = course.folder / chosen.keys
    if any(one.met for one in asked) or folder.exists():
        who = issuer(folder, make=True)
        with alone(folder):
            made = list(_certificates(who, chosen, asked, out or course.folder / FOLDER, again))
    else:
        made = [_refused(one) for one in asked]
    if student is not None and made[0].refusal:
        raise IlsError(f"{student} gets no certificate: {made[0].refusal}.")
    return made


def revoke_certificate(course: Course, wanted: str, reason: str) -> tuple[Issued, Path]:
    """Revoke a certificate by the code on its page, or by its credential's id: what was revoked, and the list's file.

    Raises IlsError if the register has no such certificate, or another key signed it.
    """
    why = clean_name(reason)
    if not why:
        raise UnusableFile("Say why it is revoked: whoever checks the certificate will read it.")
    who = issuer(course.folder / settings(course.folder).keys)
    with alone(who.folder):
        found = by_code(who.folder, wanted)
        if found.credential["issuer"]["id"] != did(who.public):
            raise IlsError(f"{found.code} was signed with an earlier key: name its folder as `keys` and revoke there.")
        return found, revoke(who, found.credential["id"], why, datetime.now(UTC))


def _certificates(
    who: Issuer, chosen: Settings, asked: list[Standing], out: Path, again: bool
) -> Iterator[Certificate]:
    now = datetime.now(UTC).replace(microsecond=0)
    rows = issued(who.folder)
    last = {row.student: row for row in rows}
    revoked = renew(who, now)  # the list of revocations covers what is issued now
    for one in asked:
        known = last.get(one.student)
        if known and not again and (row := revoked.get(known.credential["id"])):
            day, why = row
            refusal = f"{known.code} was revoked on {day} because: {why}; a new one is made with --again"
            yield Certificate(one.student, refusal=refusal)
        elif known and not again:
            yield _written(known, out, _changes(known, one, who))
        elif not one.met:
            yield _refused(one)
        else:
            try:
                new = _new(who, chosen, one, now)
            except IlsError as error:  # one page that cannot be set stops no other
                yield Certificate(one.student, refusal=str(error).rstrip("."))
                continue
            rows.append(new)
            keep(who.folder, rows)
            earlier = (f"{known.code} stays valid until it is revoked.",) if known else ()
            yield _written(new, out, earlier)


def _new(who: Issuer, chosen: Settings, one: Standing, now: datetime) -> Issued:
    """A new certificate, of which the page can be set too."""
    signed = credential(who, chosen, one.name, now)
    page = content(chosen, one.name, now)
    pdf(page, signed)
    return Issued(code(signed), one.student, one.name, f"{now:%Y-%m-%d}", one.share, page, signed)


def _refused(one: Standing) -> Certificate:
    return Certificate(one.student, refusal=one.missing)


def _changes(known: Issued, now: Standing, who: Issuer) -> tuple[str, ...]:
    """What is not as it was when the certificate was issued; the certificate stays as it is."""
    notes = []
    if known.share != now.share:
        was, is_now = (f"{percent(share)} %" if share is not None else "none" for share in (known.share, now.share))
        notes.append(f"The marks changed: {is_now} of the points now, {was} when it was issued.")
    if not now.met:
        notes.append(f"The rule is no longer met: {now.missing}.")
    if known.name != now.name:
        notes.append(f"The gradebook now has the name {now.name}; --again makes a certificate with it.")
    if known.credential["issuer"]["id"] != did(who.public):
        notes.append("It was signed with an earlier key.")
    return tuple(notes)


def _written(row: Issued, out: Path, notes: tuple[str, ...]) -> Certificate:
    out.mkdir(parents=True, exist_ok=True)
    stem = f"{_UNSAFE.sub('_', row.student)[:60]}-{row.code}"
    page, plain = out / f"{stem}.pdf", out / f"{stem}.json"
    with replacing_binary(page) as file:
        file.write(pdf(row.page, row.credential))
    with replacing(plain) as text:
        text.write(json.dumps(row.credential, indent=2, ensure_ascii=False) + "\n")
    return Certificate(row.student, row.code, (page, plain), notes)
