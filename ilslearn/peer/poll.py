"""The seminar's poll: which role the class saw in each decision, beside the register's own, contestable label."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ilslearn.document import Document, Documented, Grid, Text
from ilslearn.errors import IlsError, UnknownAnswer, UnusableFile
from ilslearn.law.decisions import SAMPLE, decision, in_words
from ilslearn.peer.agreement import Agreement, agreement

if TYPE_CHECKING:
    from ilslearn.views.picture import Picture

ROLES = ("direct_resolution", "interpretation", "principle", "reinforcement", "no_role")
_COLUMNS = ("student", "decision", "role")
_ASSIGNMENT, _CELL, _VARIABLE = "a2-roles-of-international-law", "a2-1-answer", "roles"
CONTESTABLE = "The register's label can be contested: its ground stands beside it, and it is no standard for the class."


@dataclass(frozen=True, slots=True, repr=False)
class Poll(Documented):
    """How a class classified decisions.

    ``table`` has one row for each decision: ``n``, how many chose each role, the register's ``register`` label and its
    ``role_basis``, and ``same_as_register``, the share of the class that took the same. ``agreement`` is that among the
    students: Krippendorff's alpha for labels.
    """

    table: pd.DataFrame
    agreement: Agreement
    left_out: tuple[str, ...] = ()

    @property
    def picture(self) -> "Picture":
        """The poll drawn, with the same content in words."""
        from ilslearn.views.poll import poll_picture

        return poll_picture(self.table[list(ROLES)], self.table["register"])

    def to_dict(self) -> dict[str, Any]:
        """The poll as data, for JSON."""
        found = self.agreement
        rows = self.table.rename_axis("decision").reset_index().to_dict("records")
        told = {"alpha": found.alpha, "units": found.units, "ratings": found.ratings}
        return {"decisions": rows, "agreement": told, "left_out": list(self.left_out), "caution": CONTESTABLE}

    def document(self) -> Document:
        """The poll as a document."""
        rows = []
        for name, row in self.table.iterrows():
            chosen = ", ".join(f"{in_words(role)} {row[role]}" for role in ROLES if row[role])
            share = f"{row['same_as_register']:.0%} of {row['n']}"
            rows.append([str(name), str(row["n"]), chosen, in_words(row["register"]), row["role_basis"], share])
        columns = [
            "Decision",
            "n",
            "The class",
            "The register",
            "Ground of the register's label",
            "Same as the register",
        ]
        parts: list[Any] = [
            Grid("Role of international law", columns, rows),
            Text(f"Agreement among the students (Krippendorff's alpha, labels): {self.agreement}."),
            Text(f"{CONTESTABLE} {SAMPLE}."),
            self.picture.image(),
        ]
        if self.left_out:
            parts.append(Text(f"Left out: {'; '.join(self.left_out)}."))
        return Document("How the class classified", tuple(parts), landscape=True)


def poll(answers: pd.DataFrame | str | Path, *decisions: str) -> Poll:
    """How a class classified the role of international law in decisions, beside the register's own label.

    Parameters: ``answers``, a frame with the columns student, decision and role (one of ``ROLES``), or a course folder,
    whose answers to the first question of assignment a2 are read; ``decisions``, those to show (all if left out).

    Raises UnknownDecision, UnknownAnswer for a role that is none, and IlsError if nobody has answered.

    >>> rows = [("ada", "zaf-cc-2002-bader-bop", "interpretation"), ("ben", "zaf-cc-2002-bader-bop", "principle")]
    >>> found = poll(pd.DataFrame(rows, columns=["student", "decision", "role"]))
    >>> found.table.loc["zaf-cc-2002-bader-bop", ["register", "same_as_register"]].map(str).tolist()
    ['interpretation', '0.5']
    """
    rows, left_out = (_of_frame(answers), ()) if isinstance(answers, pd.DataFrame) else _of_course(Path(answers))
    if decisions:
        wanted = [decision(name).id for name in decisions]
        rows = [row for row in rows if row[1] in wanted]
    if not rows:
        raise IlsError("Nobody has answered on these decisions: there is nothing to show.")
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).drop_duplicates(["student", "decision"], keep="last")
    counts = pd.crosstab(frame["decision"], frame["role"]).reindex(columns=list(ROLES), fill_value=0)
    counts = counts.loc[list(dict.fromkeys(frame["decision"]))]
    counts.columns.name = counts.index.name = None
    table = counts.assign(n=counts.sum(axis=1))
    entries = {name: decision(name) for name in table.index}
    table["register"] = [entries[name].role or "no_role" for name in table.index]
    table["role_basis"] = [entries[name].role_basis or "none recorded" for name in table.index]
    table["same_as_register"] = [
        table.loc[name, table.loc[name, "register"]] / table.loc[name, "n"] for name in table.index
    ]
    ratings = {
        str(name): dict(zip(part["student"], part["role"], strict=True)) for name, part in frame.groupby("decision")
    }
    return Poll(table, agreement(ratings, "nominal"), tuple(left_out))


def read_answers(path: Path) -> pd.DataFrame:
    """A file of answers: CSV with the columns student, decision and role."""
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError):
        raise UnusableFile(f"{path} cannot be read: name a CSV file with the columns {', '.join(_COLUMNS)}.") from None


def _of_frame(frame: pd.DataFrame) -> list[tuple[str, str, str]]:
    if missing := [name for name in _COLUMNS if name not in frame]:
        raise UnusableFile(f"The answers have no column {missing[0]!r}: they need {', '.join(_COLUMNS)}.")
    answered = frame[frame["role"].fillna("").astype(str).str.strip() != ""]
    return [
        (str(s), decision(str(d)).id, _role(str(r))) for s, d, r in answered[list(_COLUMNS)].itertuples(index=False)
    ]


def _role(word: str) -> str:
    role = word.strip().lower().replace(" ", "_")
    if role not in ROLES:
        raise UnknownAnswer(f"{word!r} is no role: write one of {', '.join(ROLES)}.")
    return role


def _of_course(folder: Path) -> tuple[list[tuple[str, str, str]], Sequence[str]]:
    """The answers to assignment a2, read and never run; and whose could not be read."""
    from ilslearn.grading.cycle import Course
    from ilslearn.grading.opening import Unopenable
    from ilslearn.grading.reading import Unreadable
    from ilslearn.grading.released import released
    from ilslearn.peer.memos import answers_in, values_of

    course = Course(folder)
    with course.gradebook() as book:
        releases = released(book, course.folder / "release" / _ASSIGNMENT, _ASSIGNMENT)
    rows: list[tuple[str, str, str]] = []
    left_out = []
    for handed_in in sorted((course.folder / "submitted").glob(f"*/{_ASSIGNMENT}")):
        student = handed_in.parent.name
        try:
            cells = {cell: value for (_, cell), value in answers_in(course, handed_in, releases).items()}
            given = values_of(cells[_CELL]).get(_VARIABLE) if _CELL in cells else None
        except (Unopenable, Unreadable) as error:
            left_out.append(f"{student}: {error}")
            continue
        rows += _readable(student, given, left_out)
    return rows, left_out


def _readable(student: str, given: Any, left_out: list[str]) -> Iterable[tuple[str, str, str]]:
    """One student's answers; an odd one is told and stops nobody."""
    for name, word in (given if isinstance(given, dict) else {}).items():
        try:
            if str(word).strip():
                yield student, decision(str(name)).id, _role(str(word))
        except (IlsError, LookupError) as error:
            left_out.append(f"{student}: {error}")
