"""Marks that come back in Word files: points and comments are read into the gradebook, all of a student's or none."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ilslearn.errors import IlsError, UnusableFile
from ilslearn.grading.cycle import Course
from ilslearn.grading.memos import Memo, memos_of, state_of
from ilslearn.grading.memos_out import COLUMNS, COMMENT, CRITERION, INDEX, MARKS, POINTS
from ilslearn.grading.pseudonyms import FILE, pseudonyms
from ilslearn.grading.saving import back_up
from ilslearn.grading.spreadsheet import number_of, safe_cell

_MOST_FILES = 5_000
_LARGEST = 20 * 1024**2  # bytes of one file, unpacked
_LARGEST_OF_ALL = 1024**3
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,4})?")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file: what was ``written`` for whom, or why nothing was."""

    file: str
    written: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a marker entered for one task."""

    points: float | None
    comment: str


def import_memos(course: Course, path: Path, *, force: bool = False) -> list[Taken]:
    """Read the points and comments of a zip file that ``export_memos`` wrote; return what became of each file.

    A file with a mistake changes nothing for its student; the others are taken. A memo, points or a comment that
    changed in the gradebook after the export are not overwritten, unless ``force`` says so. An SQLite gradebook is
    backed up first. Raises UnusableFile, and changes nothing, if the zip file is none of ours or not safe to open.
    """
    from filelock import FileLock
    from filelock import Timeout as Busy

    files = _open(path)
    assignment, index = _index(files.pop(INDEX, None), path)
    try:
        with FileLock(course.folder / ".ilslearn-grading.lock", timeout=10):
            back_up(course.api.coursedir.db_url)
            with course.gradebook() as book:
                return list(_take(course, book, assignment, files, index, force=force))
    except Busy:
        raise IlsError(f"{course.folder} is being graded: import the memos when that has ended.") from None


def _take(
    course: Course, book: Any, assignment: str, files: Mapping[str, bytes], index: Mapping[str, Mapping[str, str]],
    *, force: bool,
) -> Iterator[Taken]:  # fmt: skip
    students = [student.id for student in book.students]
    own = pseudonyms(course.folder, students) if (course.folder / FILE).is_file() else {}
    by_file = {
        safe_cell(f"{who}.docx"): student for student in students for who in (student, own.get(student, student))
    }
    for name in sorted(files):
        student, states = by_file.get(name), index.get(name)
        if states is None:
            yield Taken(name, problems=("the index does not name this file: give it back its name",))
        elif student is None:
            yield Taken(name, problems=("the gradebook has no such student",))
        else:
            memos = {one.cell: one for one in memos_of(course, book, assignment, student)}
            try:
                entries = _read(files[name], name, memos)
                changes = _changes(entries, memos, states, force=force)
            except _Mistakes as error:
                yield Taken(name, problems=error.sentences)
                continue
            _write(book, assignment, student, changes, memos)
            told = [f"{cell}: {_shown(entry)}" for cell, entry in changes.items()]
            yield Taken(name, written=tuple(told))


class _Mistakes(IlsError):
    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = tuple(sentences)


def _changes(
    entries: Mapping[str, _Entry], memos: Mapping[str, Memo], states: Mapping[str, str], *, force: bool
) -> dict[str, _Entry]:
    """The entries that say something new; none may overwrite what is newer."""
    changes, mistakes = {}, []
    for cell, entry in entries.items():
        memo = memos[cell]
        points = memo.points if entry.points is None else entry.points
        comment = entry.comment or memo.comment
        untouched = state_of(memo.answer, entry.points, entry.comment) == states.get(cell)
        if untouched or state_of(memo.answer, points, comment) == memo.state:
            continue
        if memo.state != states.get(cell) and not force:
            mistakes.append(
                f"{cell}: the memo, its points or its comment changed in the gradebook after the export; --force takes "
                "this file's"
            )
        changes[cell] = _Entry(points, comment)
    if mistakes:
        raise _Mistakes(mistakes)
    return changes


def _write(book: Any, assignment: str, student: str, changes: Mapping[str, _Entry], memos: Mapping[str, Memo]) -> None:
    """One transaction for a student, as formgrader would write it."""
    try:
        for cell, entry in changes.items():
            where = (cell, memos[cell].notebook, assignment, student)
            grade = book.find_grade(*where)
            grade.manual_score = entry.points
            grade.needs_manual_grade = entry.points is None and grade.auto_score is None
            if entry.comment != memos[cell].comment:
                book.find_comment(*where).manual_comment = entry.comment
        book.db.commit()
    except BaseException:
        book.db.rollback()
        raise


def _shown(entry: _Entry) -> str:
    points = "no points yet" if entry.points is None else f"{number_of(entry.points)} points"
    return f"{points}, with a comment" if entry.comment else points


# ---------------------------------------------------------------------------------------------------------------------
# The zip file and its index
# ---------------------------------------------------------------------------------------------------------------------


def _open(path: Path) -> dict[str, bytes]:
    """The Word files and the index, by name; read in memory, and never unpacked to a folder."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = [one for one in package.infolist() if not one.is_dir()]
            _see_that_it_is_safe(path, entries)
            found: dict[str, bytes] = {}
            for entry in entries:
                name = PurePosixPath(entry.filename).name
                if "__MACOSX" in entry.filename or name.startswith(("~$", ".")):
                    continue  # what computers leave beside files that were opened
                name = safe_cell(name)
                if name in found:
                    raise UnusableFile(f"{path} has two files named {name}: leave one; nothing was imported.")
                found[name] = package.read(entry)
    except OSError:
        raise UnusableFile(f"{path} cannot be read: name the zip file with the marked memos.") from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        if isinstance(error, UnusableFile):
            raise
        raise UnusableFile(f"{path} is no zip file that can be read: pack the memos and {INDEX} again.") from None
    return found


def _see_that_it_is_safe(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in entry.filename or "\x00" in entry.orig_filename:
            raise UnusableFile(f"{path} has a file that points outside ({entry.filename!r}): nothing was imported.")
        if entry.file_size > _LARGEST:
            raise UnusableFile(f"{path} has a file that is too large ({entry.filename!r}): nothing was imported.")
    if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > _LARGEST_OF_ALL:
        raise UnusableFile(f"{path} holds too much: import the memos in parts; nothing was imported.")


def _index(data: bytes | None, path: Path) -> tuple[str, dict[str, dict[str, str]]]:
    """The assignment, and the state of each task at the export, by file."""
    if data is None:
        raise UnusableFile(f"{path} has no {INDEX}: put back the one that was exported with the memos.")
    text = data.decode("utf-8-sig", errors="replace")
    separator = ";" if ";" in text.partition("\n")[0] else ","  # as some spreadsheets save it
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))
    assignments = {row.get("assignment") or "" for row in rows}
    if not rows or not set(COLUMNS) <= set(rows[0]) or len(assignments) > 1:
        raise UnusableFile(f"The {INDEX} of {path} was changed: put back the one that was exported with the memos.")
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row["file"] or "", {})[row["task"] or ""] = row["state"] or ""
    return assignments.pop(), found


# ---------------------------------------------------------------------------------------------------------------------
# One Word file
# ---------------------------------------------------------------------------------------------------------------------


def _read(data: bytes, name: str, memos: Mapping[str, Memo]) -> dict[str, _Entry]:
    """What was entered for each task, or all that is wrong with it; the title says whose file it is."""
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > 5 * _LARGEST:
                raise ValueError
        word = docx.Document(io.BytesIO(data))
        tables = [[[_cell(cell) for cell in row.cells] for row in table.rows] for table in word.tables]
        title = next(line.text for line in word.paragraphs if line.text.strip())
    except Exception:  # whatever is wrong inside a file that is no Word file
        raise _Mistakes(["it is no Word file that can be read: save it again as .docx"]) from None
    whose = safe_cell(f"{title.partition(': ')[2].strip()}.docx")
    if whose != name:
        raise _Mistakes([f"its title says that it is {whose}: give the file back its name, or its title"])
    marks = {rows[0][0].removeprefix(MARKS): rows[1:] for rows in tables if rows and rows[0][0].startswith(MARKS)}
    criteria = {
        rows[0][0].removeprefix(CRITERION): rows[1:] for rows in tables if rows and rows[0][0].startswith(CRITERION)
    }
    entries, mistakes = {}, [f"{cell}: its table is missing" for cell in memos if cell not in marks]
    for cell, rows in marks.items():
        if cell not in memos:
            mistakes.append(f"{cell}: the student has no such memo in the gradebook")
            continue
        try:
            entries[cell] = _entry(memos[cell], rows, criteria.get(cell, []))
        except _Mistakes as error:
            mistakes += [f"{cell}, {sentence}" for sentence in error.sentences]
    if mistakes:
        raise _Mistakes(mistakes)
    return entries


def _entry(memo: Memo, rows: list[list[str]], criteria: list[list[str]]) -> _Entry:
    mistakes: list[str] = []
    given = {row[0]: row[-1] for row in rows}
    label = next((name for name in given if name.startswith(POINTS)), None)
    if label is None or COMMENT not in given:
        raise _Mistakes([f"the rows {POINTS} and {COMMENT} are not both there"])
    total = _number(given[label], POINTS, memo.most, mistakes)
    most = {one.name: one.points for one in memo.rubric}
    parts = [_number(row[-1], row[0], most.get(row[0], memo.most), mistakes) for row in criteria]
    filled = [part for part in parts if part is not None]
    if not mistakes and filled:
        if len(filled) < len(parts):
            empty = [row[0] for row, part in zip(criteria, parts, strict=True) if part is None]
            mistakes.append(f"{', '.join(empty)}: no points; fill all criteria, or only {POINTS}")
        elif sum(filled) > memo.most:
            mistakes.append(f"the criteria add up to {number_of(sum(filled))}, more than {number_of(memo.most)}")
        elif total is not None and abs(total - sum(filled)) > 1e-6:
            mistakes.append(
                f"{POINTS}: {number_of(total)}, but the criteria add up to {number_of(sum(filled))}; empty one of them"
            )
    if mistakes:
        raise _Mistakes(mistakes)
    return _Entry(sum(filled) if filled else total, given[COMMENT].strip())


def _number(text: str, field: str, most: float, mistakes: list[str]) -> float | None:
    text = text.strip()
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        mistakes.append(f"{field}: {text[:40]!r} is no number of points")
        return None
    points = float(text.replace(",", "."))
    if points > most:
        mistakes.append(f"{field}: {text} is more than {number_of(most)}")
    return points


def _cell(cell: Any) -> str:
    """The text of a cell, tracked insertions included, and what was struck out left out."""
    return "\n".join("".join(map(_piece, line._p.iter())) for line in cell.paragraphs).strip()


def _piece(element: Any) -> str:
    if element.tag == f"{_W}br":
        return "\n"
    return element.text or "" if element.tag == f"{_W}t" else ""
