"""Commands for what universities run: questions for a learning platform, memos in Word, a repository for students."""

from pathlib import Path
from typing import Annotated

import typer

from ilslearn.cli.app import group
from ilslearn.cli.course import course

memos = group("memos", "The memos, to be marked in Word.")


@course.command("export-questions", epilog="Example: ilslearn course export-questions --format moodle -o ilslearn.xml")
def export_questions(
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write: .xml for Moodle, .zip for QTI.")],
    form: Annotated[str, typer.Option("--format", help="moodle (Moodle XML) or qti (QTI 1.2, for Canvas).")] = "moodle",
    lesson: Annotated[
        list[str] | None, typer.Option("--lesson", help="Only this lesson: 1.2 (several times for several).")
    ] = None,
    with_graded: Annotated[
        bool, typer.Option("--with-graded", help="Also the questions of assignments: the file then holds their keys.")
    ] = False,
) -> None:
    """Write the self-checks for the question bank of a learning platform, with the reply to every option."""
    from ilslearn.course import moodle_xml, qti
    from ilslearn.course.outside import outside
    from ilslearn.places import replacing_binary

    if form not in ("moodle", "qti"):
        raise typer.BadParameter(f"{form!r} is no format: write moodle or qti", param_hint="--format")
    questions, left_out = outside(with_graded=with_graded, lessons=lesson or ())
    data = moodle_xml.moodle_xml(questions) if form == "moodle" else qti.qti(questions)
    with replacing_binary(output) as file:
        file.write(data)
    print(f"{len(questions)} questions written to {output}.")
    for remark in moodle_xml.REMARKS if form == "moodle" else qti.REMARKS:
        print(remark)
    for identifier, reason in left_out.items():
        print(f"Left out: {identifier}: {reason}.")
    if with_graded:
        print("The file holds the keys of the assignments: keep it where students do not read.")


@memos.command("export", epilog="Example: ilslearn memos export a1-what-binds --course assignments -o memos.zip")
def memos_export(
    assignment: Annotated[str, typer.Argument(help="The assignment's name, as in the folder source.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The zip file to write.")] = Path("memos.zip"),
    course_folder: Annotated[Path, typer.Option("--course", help="The nbgrader course folder.")] = Path("assignments"),
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Pseudonyms for names; who is who stays in COURSE/pseudonyms.csv.")
    ] = False,
) -> None:
    """Write one Word file for each student: question, memo, rubric, and boxes for points and a comment."""
    from ilslearn.grading.cycle import Course
    from ilslearn.grading.memos_out import export_memos

    number = export_memos(Course(course_folder), assignment, output, anonymous=anonymous)
    print(f"The memos of {number} student{'s' * (number != 1)} are written to {output}.")
    back = f"ilslearn memos import {output} --course {course_folder}"
    print(f"Mark them in Word, pack them again with index.csv, then: {back}")


@memos.command("import", epilog="Example: ilslearn memos import memos.zip --course assignments")
def memos_import(
    file: Annotated[Path, typer.Argument(help="The zip file with the marked memos and index.csv.")],
    course_folder: Annotated[Path, typer.Option("--course", help="The nbgrader course folder.")] = Path("assignments"),
    force: Annotated[
        bool, typer.Option("--force", help="Also overwrite what changed in the gradebook after the export.")
    ] = False,
) -> None:
    """Read points and comments back into the gradebook. Exit code 1 if a file could not be taken."""
    from ilslearn.grading.cycle import Course
    from ilslearn.grading.memos_in import import_memos

    taken = import_memos(Course(course_folder), file, force=force)
    for one in taken:
        for written in one.written:
            print(f"{one.file}: {written}")
        for problem in one.problems:
            print(f"Not taken: {one.file}: {problem}.")
    new, not_taken = sum(bool(one.written) for one in taken), sum(bool(one.problems) for one in taken)
    print(f"{new} written, {len(taken) - new - not_taken} unchanged, {not_taken} not taken.")
    raise typer.Exit(1 if not_taken else 0)


@course.command("student-kit", epilog="Example: ilslearn course student-kit ../ils-students --git")
def course_student_kit(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder, or a kit to bring up to date.")],
    course_folder: Annotated[
        Path | None, typer.Option("--course", help="The course folder with the assignments (the library's own).")
    ] = None,
    git: Annotated[bool, typer.Option("--git", help="Make it a git repository and commit what changed.")] = False,
) -> None:
    """Make the repository for students: lessons, released assignments, and the library without keys."""
    from ilslearn.grading.student_kit import student_kit

    print(student_kit(folder, course_folder, git=git))
