"""Marks in the form that a university's learning platform imports: Moodle, Canvas, Brightspace, Blackboard.

One row a student, one column an assignment. What each platform asks for is documented here:

- Moodle: https://docs.moodle.org/311/en/Grade_import (any column may be mapped to the ID number, the e-mail address or
  the username; an empty cell is no grade; feedback is not written, because importing it alone removes grades)
- Canvas: https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807 and
  Canvas' own importer, ``lib/gradebook_importer.rb`` of instructure/canvas-lms (the first columns in this order, then
  the assignments; ``Points Possible`` in the first column marks the row of maximum points)
- Brightspace: https://community.d2l.com/brightspace/kb/articles/3538-importing-grades (``Username`` or
  ``OrgDefinedId``, the item's name with ``Points Grade``) and https://kb.wisc.edu/page.php?id=4330 (a ``#`` before what
  identifies a student and at the end of each line; it is no part of the data, and keeps leading zeros)
- Blackboard: http://library.blackboard.com/ref/3ea64795-6ecc-4abd-b595-0a9a8dfdec94/Content/_instructor_grade_center/
  grade_center_upload_download.htm (each cell in quotation marks; a student is found by ``Username``, a column by the
  number after ``|`` in its name; a column without one is made anew). A byte order mark stands at the beginning, as in
  the files that it writes itself: its documentation does not speak of one
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ilslearn.errors import UnusableFile, did_you_mean
from ilslearn.grading.cycle import Course
from ilslearn.grading.identities import Identities, read_identities
from ilslearn.grading.marks import Mark, marks_of
from ilslearn.grading.pseudonyms import pseudonyms
from ilslearn.grading.spreadsheet import number_of, safe_cell
from ilslearn.places import replacing

System = Literal["moodle", "canvas", "brightspace", "blackboard"]


@dataclass(frozen=True, slots=True)
class Form:
    """The table of one platform.

    ``keys`` are the columns by which it finds a student, the first of them where nothing else is known; ``fixed`` the
    columns that always stand there; ``known`` all that it reads of a student, in its order. ``title`` names the column
    of an assignment with its maximum. ``sign`` stands before what identifies a student, ``line_end`` (a title and what
    stands below it) after the last mark.
    """

    keys: tuple[str, ...]
    known: tuple[str, ...]
    title: Callable[[str, float], str]
    fixed: tuple[str, ...] = ()
    top_row: str = ""
    line_end: tuple[str, ...] = ()
    sign: str = ""
    quoted: bool = False
    bom: bool = False


def _blackboard_title(name: str, top: float) -> str:
    title, bar, number = name.rpartition("|")
    if bar and number.strip().isdigit():
        return f"{title.strip()} [Total Pts: {number_of(top)} Score] |{number.strip()}"
    return f"{name} [Total Pts: {number_of(top)} Score]"


_CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_MOODLE = ("ID number", "Email address", "Username")

FORMS: Mapping[System, Form] = {
    "moodle": Form(keys=_MOODLE, known=_MOODLE, title=lambda name, top: name),
    "canvas": Form(
        keys=("SIS Login ID", "SIS User ID", "ID"), known=_CANVAS, fixed=_CANVAS, title=lambda name, top: name,
        top_row="    Points Possible",
    ),
    "brightspace": Form(
        keys=("Username", "OrgDefinedId"), known=("OrgDefinedId", "Username"),
        title=lambda name, top: f"{name} Points Grade", line_end=("End-of-Line Indicator", "#"), sign="#",
    ),
    "blackboard": Form(
        keys=("Username",), known=("Last Name", "First Name", "Username", "Student ID"), title=_blackboard_title,
        quoted=True, bom=True,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: how many students; whose marks still wait for a person; whom the class list alone names."""

    students: int
    waiting: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [f"{self.students} student{'s' * (self.students != 1)}; columns: {', '.join(self.items) or 'none'}."]
        if self.waiting:
            more = f" and {len(self.waiting) - 5} more" if len(self.waiting) > 5 else ""
            shown = ", ".join(self.waiting[:5])
            lines.append(f"Left empty, for a person has still to mark them (see --provisional): {shown}{more}.")
        if self.unknown:
            lines.append(f"In the list of identities, not in the gradebook: {', '.join(self.unknown)}.")
        return "\n".join(lines)


def export_to(
    system: System,
    course: Course,
    to: Path,
    *,
    identities: Path | None = None,
    items: Mapping[str, str] | None = None,
    anonymous: bool = False,
    provisional: bool = False,
    assignments: Sequence[str] = (),
    students: Sequence[str] = (),
    book: Any = None,
) -> Exported:
    """Write the marks of a course for a platform, and say what was left empty.

    Parameters: ``identities``, a CSV with ``student`` and columns of the platform; ``items``, the names of assignments
    in the platform; ``anonymous`` puts pseudonyms in place of names; ``provisional`` also writes marks that still wait
    for a person; ``assignments`` and ``students`` choose some (all); ``book``, an open gradebook. Penalties for late
    work are taken off. Raises UnusableFile, and writes nothing, if a student cannot be identified or is chosen in vain.
    """
    form = FORMS[system]
    rows = marks_of(course, book=book)
    _chosen("assignment", assignments, {row.assignment for row in rows})
    _chosen("assignment", list(items or {}), {row.assignment for row in rows})
    _chosen("student", students, {row.student for row in rows})
    rows = [
        row
        for row in rows
        if (not assignments or row.assignment in assignments) and (not students or row.student in students)
    ]
    names = sorted({row.student for row in rows})
    if anonymous:
        own = pseudonyms(course.folder, names)
        who = Identities((form.keys[0],), {name: {form.keys[0]: own[name]} for name in names})
    elif identities is not None:
        who = read_identities(identities, names, keys=form.keys, known=form.known)
    else:
        who = Identities((form.keys[0],), {name: {form.keys[0]: name} for name in names})
    top = {row.assignment: row.max_score for row in rows}
    titles = {name: form.title((items or {}).get(name, name), most) for name, most in top.items()}
    if len(set(titles.values())) < len(titles):
        raise UnusableFile(f"Two assignments have one name: {', '.join(titles.values())}. Give each its own.")
    columns = [name for name in form.known if name in form.fixed or name in who.columns]
    with replacing(to) as file:
        file.write("\ufeff" if form.bom else "")
        _write(csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL if form.quoted else csv.QUOTE_MINIMAL),
               form, columns, titles, top, _cells(rows, who, provisional=provisional))  # fmt: skip
    waiting = [row for row in rows if _waits(row) and not (provisional and row.status == "graded")]
    shown = tuple(f"{next(filter(None, who.of[row.student].values()))} ({row.assignment})" for row in waiting)
    return Exported(len(names), shown, who.unknown, tuple(titles.values()))


def _waits(row: Mark) -> bool:
    return row.needs_manual_grading or row.status == "needs_person"


def _cells(
    rows: Iterable[Mark], who: Identities, *, provisional: bool
) -> list[tuple[Mapping[str, str], Mapping[str, str]]]:
    """What identifies each student, and the points by assignment; in an order that tells nothing of names."""
    points: dict[str, dict[str, str]] = {}
    for row in rows:
        settled = row.status == "graded" and (provisional or not _waits(row))
        mark = number_of(max(0.0, row.score - row.late_penalty)) if settled else ""
        points.setdefault(row.student, {})[row.assignment] = mark
    return sorted(((who.of[name], marks) for name, marks in points.items()), key=lambda pair: list(pair[0].values()))


def _write(
    writer: Any,
    form: Form,
    columns: Sequence[str],
    titles: Mapping[str, str],
    top: Mapping[str, float],
    cells: Iterable[tuple[Mapping[str, str], Mapping[str, str]]],
) -> None:
    writer.writerow([*columns, *map(safe_cell, titles.values()), *form.line_end[:1]])
    if form.top_row:
        writer.writerow([form.top_row, *[""] * (len(columns) - 1), *(number_of(top[name]) for name in titles)])
    for identity, marks in cells:
        own = [safe_cell(f"{form.sign}{value}" if value else "") for value in map(identity.get, columns)]
        writer.writerow([*own, *(marks.get(name, "") for name in titles), *form.line_end[1:]])


def _chosen(what: str, asked: Sequence[str], there: set[str]) -> None:
    for name in asked:
        if name not in there:
            raise UnusableFile(f"The gradebook has no {what} {name!r}.{did_you_mean(name, there)}")
