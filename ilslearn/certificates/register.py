"""The register of issued certificates: one line of JSON for each, in the issuer's folder.

The file is replaced whole, or not at all, by one issuer at a time. What it holds makes each certificate again, byte for
byte in its credential; the page follows from it too.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from ilslearn.errors import IlsError
from ilslearn.places import replacing

FILE = "register.jsonl"
_PATIENCE = 20.0  # seconds to wait for another who issues


@dataclass(frozen=True, slots=True)
class Issued:
    """One certificate: for whom, when, at which share of the points, what the page shows, and the credential."""

    code: str
    student: str
    name: str
    issued_on: str
    share: float | None
    page: dict[str, Any]
    credential: dict[str, Any]


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep others who issue in the same folder waiting. Raises IlsError if one takes too long."""
    try:
        with FileLock(folder / ".lock", timeout=_PATIENCE):
            yield
    except Timeout:
        raise IlsError(f"Somebody else is issuing certificates in {folder}: try again when they are done.") from None


def issued(folder: Path) -> list[Issued]:
    """Every certificate, the first first. Raises IlsError, with the line, if the register is damaged."""
    path = folder / FILE
    if not path.exists():
        return []
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found.append(Issued(**json.loads(line)))
        except (ValueError, TypeError):
            raise IlsError(f"{path} is damaged at line {number}: put it back from your copy.") from None
    return found


def keep(folder: Path, rows: Iterable[Issued]) -> None:
    """Write the register."""
    with replacing(folder / FILE) as file:
        file.writelines(f"{json.dumps(asdict(one), ensure_ascii=False)}\n" for one in rows)
    (folder / FILE).chmod(0o600)


def by_code(folder: Path, wanted: str) -> Issued:
    """The certificate with a verification code, or with the id of its credential. Raises IlsError if there is none."""
    plain = wanted.replace("-", "").replace(" ", "").upper()
    for one in issued(folder):
        if wanted == one.credential["id"] or plain == one.code.replace("-", ""):
            return one
    raise IlsError(f"The register in {folder} has no certificate {wanted}: write the code as the page shows it.")
