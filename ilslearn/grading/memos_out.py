"""Memos as Word files, to be marked away from Jupyter: one file a student, in one zip file with an index.

The index says which file is whose, and in which state everything was, so that nothing newer is overwritten when the
marks come back.
"""

import csv
import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ilslearn.document import Document, Grid, Heading, Part, Text
from ilslearn.errors import UnusableFile, did_you_mean
from ilslearn.grading.cycle import Course
from ilslearn.grading.memos import Memo, memos_of
from ilslearn.grading.pseudonyms import pseudonyms
from ilslearn.grading.spreadsheet import number_of, safe_cell
from ilslearn.places import replacing_binary

INDEX = "index.csv"
COLUMNS = ["file", "student", "assignment", "task", "words", "of", "state"]
MARKS, CRITERION = "Marks for ", "Criterion of "  # what the head of a table begins with, and then the task
POINTS, COMMENT = "Points", "Comment for the student"


def export_memos(course: Course, assignment: str, to: Path, *, anonymous: bool = False) -> int:
    """Write the memos of an assignment to a zip file; return how many students have one.

    Parameters: ``anonymous`` puts pseudonyms in place of names (what students wrote is not changed). Raises
    UnusableFile if there is no such assignment, or nothing in it that a person marks.
    """
    with course.gradebook() as book:
        names = sorted(one.name for one in book.assignments)
        if assignment not in names:
            raise UnusableFile(f"The gradebook has no assignment {assignment!r}.{did_you_mean(assignment, names)}")
        found = {student.id: memos_of(course, book, assignment, student.id) for student in book.students}
    found = {student: memos for student, memos in sorted(found.items()) if memos}
    if not found:
        raise UnusableFile(
            f"No submission of {assignment} has a memo for a person to mark: grade the assignment first."
        )
    own = pseudonyms(course.folder, found) if anonymous else {}
    by_name = sorted((own.get(student, student), memos) for student, memos in found.items())
    with replacing_binary(to) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for who, memos in by_name:
            package.writestr(f"{who}.docx", _word(who, assignment, memos))
        package.writestr(INDEX, _index(assignment, by_name))
    return len(found)


def _index(assignment: str, by_name: Iterable[tuple[str, Sequence[Memo]]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for who, memos in by_name:
        for one in memos:
            words = len(one.answer.split())
            row = [f"{who}.docx", who, assignment, one.cell, words, number_of(one.most), one.state]
            writer.writerow(map(safe_cell, row))
    return text.getvalue()


def _word(who: str, assignment: str, memos: Sequence[Memo]) -> bytes:
    parts = [part for one in memos for part in _parts(one)]
    with tempfile.TemporaryDirectory() as folder:
        return Document(f"{assignment}: {who}", tuple(parts)).to_docx(Path(folder) / "memo.docx").read_bytes()


def _parts(one: Memo) -> Iterator[Part]:
    yield from _markdown(one.question)
    yield Heading(f"The memo ({len(one.answer.split())} words)", 2)
    yield from (Text(paragraph.strip()) for paragraph in one.answer.split("\n\n") if paragraph.strip())
    yield Heading("Your marks", 2)
    if one.rubric:
        yield Grid(
            "Write the points of each criterion in the last column; they are added up for you.",
            [f"{CRITERION}{one.cell}", "Of", "What earns them", POINTS],
            [[each.name, number_of(each.points), _plain(each.text), ""] for each in one.rubric],
            widths=(2.2, 0.6, 6, 1),
        )
    yield from (Text(_plain(remark)) for remark in one.remarks)
    now = "" if one.points is None else number_of(one.points)
    added = ", or leave this empty to have the criteria added up" if one.rubric else ""
    yield Grid(
        "Leave both empty for a memo that you have not marked.",
        [f"{MARKS}{one.cell}", "Your entry"],
        [[f"{POINTS} (0 to {number_of(one.most)}{added})", now], [COMMENT, one.comment]],
        widths=(3, 7),
    )


def _markdown(text: str) -> Iterator[Part]:
    """A question as a document: its headings, paragraphs and numbered lines."""
    for block in filter(None, map(str.strip, text.split("\n\n"))):
        if match := re.match(r"#+ (.*)", block):
            yield Heading(_plain(match[1]))
            block = block[match.end() :].strip()
        lines: list[str] = []
        for line in block.splitlines():
            if lines and not re.match(r"(\d+\.|[-*]) ", line):
                lines[-1] += f" {line.strip()}"
            else:
                lines.append(line.strip())
        yield from (Text(_plain(line)) for line in lines)


def _plain(text: str) -> str:
    """A text without Markdown's signs for bold, italic and code."""
    return re.sub(r"\*\*|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|`", "", text)
