"""Commands for certificates: who may have one, to issue them, to revoke one, and to check one."""

from collections.abc import Sized
from pathlib import Path
from typing import Annotated

import typer

from ilslearn.cli.app import group, json_option, print_json

certificate = group("certificate", "Certificates of completion: issue, revoke, verify.")
_COURSE = typer.Option("--course", help="The nbgrader course folder.")
_JSON = json_option("the answer")


@certificate.command("status", epilog="Example: ilslearn certificate status --course assignments")
def status(
    course: Annotated[Path, _COURSE] = Path("assignments"),
    student: Annotated[str | None, typer.Option("--student", help="Only this student.")] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Say of each student what of the rule is met and what is missing. Exit code 1 if nobody meets it."""
    from dataclasses import asdict

    from ilslearn.certificates.standing import standing, standings
    from ilslearn.grading.cycle import Course

    found = standings(Course(course)) if student is None else [standing(Course(course), student)]
    if as_json:
        print_json([{**asdict(one), "met": one.met} for one in found])
    else:
        for one in found:
            print(one)
        _nobody(found, course)
    raise typer.Exit(0 if any(one.met for one in found) else 1)


def _nobody(found: Sized, course: Path) -> None:
    """Say that there is no student at all, rather than nothing."""
    if not found:
        print(f"The gradebook of {course} has no student: collect and grade first.")


@certificate.command("issue", epilog="Example: ilslearn certificate issue --student ada --course assignments")
def issue(
    student: Annotated[str | None, typer.Option("--student", help="To this student.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="To everybody who meets the rule.")] = False,
    course: Annotated[Path, _COURSE] = Path("assignments"),
    out: Annotated[Path | None, typer.Option("--out", help="The folder to write to (certificates).")] = None,
    again: Annotated[bool, typer.Option("--again", help="Make a new one where there is one.")] = False,
    # Not json_option, which speaks English: a certificate is issued in the language that was asked for.
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
) -> None:
    """Issue certificates, PDF and signed credential. Exit code 1 if there is none to issue."""
    from ilslearn.certificates import require_parts

    if (student is None) == (not everybody):
        raise typer.BadParameter("name a student, or ask for --all", param_hint="--student")
    require_parts()
    from ilslearn.certificates.issuing import issue as make
    from ilslearn.grading.cycle import Course

    made = make(Course(course), student, out=out, again=again)
    if as_json:
        print_json([one.to_dict() for one in made])
    else:
        for one in made:
            print(one)
        _nobody(made, course)
    raise typer.Exit(0 if any(one.files for one in made) else 1)


@certificate.command("revoke", epilog="Example: ilslearn certificate revoke ABCD-EFGH-IJKL-MNOP --reason 'Copied work'")
def revoke(
    certificate_id: Annotated[str, typer.Argument(metavar="ID", help="The code on the page, or the credential's id.")],
    reason: Annotated[str, typer.Option("--reason", help="Why: whoever checks the certificate will read it.")],
    course: Annotated[Path, _COURSE] = Path("assignments"),
) -> None:
    """Revoke a certificate, and sign the list of revocations anew."""
    from ilslearn.certificates import require_parts

    require_parts()
    from ilslearn.certificates.issuing import revoke_certificate
    from ilslearn.grading.cycle import Course

    found, path = revoke_certificate(Course(course), certificate_id, reason)
    print(f"{found.code} ({found.student}) is revoked. Publish the list: {path}.")


@certificate.command(
    "verify", epilog="Example: ilslearn certificate verify ada.pdf --key issuer-key.pub --name 'Ada B'"
)
def verify(
    file: Annotated[Path, typer.Argument(help="The certificate: .pdf or .json.")],
    key: Annotated[
        list[Path] | None, typer.Option("--key", help="The issuer's public key (several times for several).")
    ] = None,
    revoked: Annotated[
        Path | None, typer.Option("--revoked", help="The issuer's list of revocations (beside the key).")
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="Was it issued to somebody of this name?")] = None,
    course: Annotated[Path, typer.Option("--course", help="Where the key is, if none is named.")] = Path("assignments"),
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Check a certificate without a network. Exit code 0 if it is valid, 1 if not, with the reason."""
    from ilslearn.certificates import require_parts

    require_parts()
    from ilslearn.certificates.verifying import verify as check

    answer = check(file, key or _own_key(course), revoked=revoked, name=name)
    if as_json:
        print_json(answer.to_dict())
    else:
        print(answer)
    raise typer.Exit(0 if answer.valid else 1)


def _own_key(course: Path) -> list[Path]:
    """The public key of one's own course, if there is one here."""
    if not course.is_dir():
        return []
    from ilslearn.certificates.keys import PUBLIC
    from ilslearn.certificates.settings import settings

    own = course / settings(course).keys / PUBLIC
    return [own] if own.is_file() else []
