"""Commands for what universities run: questions for a learning platform, memos in Word, a repository for students."""

from pathlib import Path
from typing import Annotated

import typer

from ilslearn.cli.course import course


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
