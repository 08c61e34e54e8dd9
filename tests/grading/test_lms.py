"""Marks for learning platforms: each file read back as the platform documents it."""

import csv
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ilslearn.errors import UnusableFile
from ilslearn.grading.cycle import Course
from ilslearn.grading.lms import FORMS, export_to
from ilslearn.grading.marks import export_marks, marks_of
from ilslearn.grading.pseudonyms import pseudonyms
from tests.grading.conftest import ASSIGNMENT, TOP, hand_in

pytestmark = pytest.mark.long
HOSTILE = "=1+1"  # a student's name that a spreadsheet would run


@pytest.fixture(scope="module")
def marked(released_course, tmp_path_factory):
    """Three students: one marked to the end with a late penalty, one whose memo waits, one who handed in nothing."""
    course = Course(shutil.copytree(released_course, tmp_path_factory.mktemp("lms") / "course", symlinks=True))
    hand_in(course, "anna")
    hand_in(course, HOSTILE)
    course.grade(ASSIGNMENT)
    with course.gradebook() as book:
        book.update_or_create_student("absent")
        (notebook,) = book.find_submission(ASSIGNMENT, "anna").notebooks
        for grade in notebook.grades:
            if grade.needs_manual_grade:
                grade.manual_score, grade.needs_manual_grade = 4.25, False
        notebook.late_submission_penalty = 2
        book.db.commit()
    return course


def read(path, **options):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, **options))


@pytest.mark.parametrize(
    ("system", "head", "rows"),
    [
        ("moodle", ["ID number", ASSIGNMENT], [["'=1+1", ""], ["absent", ""], ["anna", "23.25"]]),
        (
            "canvas",
            ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", ASSIGNMENT],
            [
                ["    Points Possible", "", "", "", "", "30"],
                ["", "", "", "'=1+1", "", ""],
                ["", "", "", "absent", "", ""],
                ["", "", "", "anna", "", "23.25"],
            ],
        ),
        (
            "brightspace",
            ["Username", f"{ASSIGNMENT} Points Grade", "End-of-Line Indicator"],
            [["#=1+1", "", "#"], ["#absent", "", "#"], ["#anna", "23.25", "#"]],
        ),
        (
            "blackboard",
            ["Username", f"{ASSIGNMENT} [Total Pts: 30 Score]"],
            [["'=1+1", ""], ["absent", ""], ["anna", "23.25"]],
        ),
    ],
)
def test_each_platform_gets_its_columns_and_no_mark_that_still_waits(marked, tmp_path, system, head, rows):
    done = export_to(system, marked, tmp_path / "out.csv")
    assert read(tmp_path / "out.csv") == [head, *rows]
    assert done.waiting == (f"{HOSTILE} ({ASSIGNMENT})",)


def test_marks_that_wait_are_written_when_asked_for(marked, tmp_path):
    done = export_to("moodle", marked, tmp_path / "out.csv", provisional=True)
    assert ["'=1+1", str(TOP)] in read(tmp_path / "out.csv")
    assert done.waiting == ()


def test_blackboard_has_every_cell_in_quotation_marks_and_a_byte_order_mark(marked, tmp_path):
    export_to("blackboard", marked, tmp_path / "out.csv", items={ASSIGNMENT: "Essay | one|77"})
    text = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert text.startswith('\ufeff"Username","Essay | one [Total Pts: 30 Score] |77"\n')
    assert all(cell.startswith('"') and cell.endswith('"') for cell in text.splitlines()[1].split(","))


def test_brightspace_keeps_the_zeros_with_which_a_number_begins(marked, tmp_path):
    (tmp_path / "class.csv").write_text("student,OrgDefinedId\nanna,0017\n=1+1,0018\nabsent,0019\n")
    export_to("brightspace", marked, tmp_path / "out.csv", identities=tmp_path / "class.csv")
    assert [row[0] for row in read(tmp_path / "out.csv")] == ["OrgDefinedId", "#0017", "#0018", "#0019"]


def test_only_blackboard_gets_a_byte_order_mark():
    assert [name for name, form in FORMS.items() if form.bom] == ["blackboard"]


def test_identities_stand_in_place_of_the_gradebooks_names(marked, tmp_path):
    (tmp_path / "class.csv").write_text(
        "student;Section;ID;Student\nanna;A;17;Ánna Ønes\n=1+1;B;18;@Rob\nabsent;A;19;Abs, Ent\nnobody;A;20;No\n",
        encoding="utf-8-sig",
    )
    done = export_to("canvas", marked, tmp_path / "out.csv", identities=tmp_path / "class.csv")
    assert sorted(read(tmp_path / "out.csv")[2:]) == [
        ["'@Rob", "18", "", "", "B", ""],
        ["Abs, Ent", "19", "", "", "A", ""],
        ["Ánna Ønes", "17", "", "", "A", "23.25"],
    ]
    assert done.unknown == ("nobody",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("student,Username\nanna,a1\n", "who these students are: =1+1, absent"),
        ("student,Username\nanna,a1\n=1+1,b1\nabsent,\n", "who these students are: absent"),
        ("student,Username\nanna,a1\n=1+1,a1\nabsent,c1\n", "the Username a1 more than once"),
        ("student,Username\nanna,a1\nanna,a2\n=1+1,b\nabsent,c1\n", "the student anna more than once"),
        ("student,e-mail\nanna,a1\n", "at least one of Username, OrgDefinedId"),
        ("name,Username\nanna,a1\n", "columns, student and"),
        ("", "is no list of identities"),
    ],
)
def test_a_list_that_does_not_identify_everybody_is_refused_and_nothing_is_written(marked, tmp_path, text, says):
    (tmp_path / "class.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UnusableFile, match=says.replace("+", r"\+")):
        export_to("brightspace", marked, tmp_path / "out.csv", identities=tmp_path / "class.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["class.csv"]


@pytest.mark.parametrize("choice", [{"items": {"a9": "x"}}, {"assignments": ["a9"]}, {"students": ["zoe"]}])
def test_what_the_gradebook_does_not_have_is_refused(marked, tmp_path, choice):
    with pytest.raises(UnusableFile, match="The gradebook has no"):
        export_to("moodle", marked, tmp_path / "out.csv", **choice)


def test_pseudonyms_stay_and_tell_nothing(marked, tmp_path):
    export_to("moodle", marked, tmp_path / "one.csv", anonymous=True)
    export_marks(marked.folder, tmp_path / "two.csv", anonymous=True)
    own = pseudonyms(marked.folder, ["anna", HOSTILE, "absent"])
    assert {row[0] for row in read(tmp_path / "one.csv")[1:]} == set(own.values())
    assert {row[0] for row in read(tmp_path / "two.csv")[1:]} == set(own.values())
    for name in ("one.csv", "two.csv"):
        assert not any(student in (tmp_path / name).read_text() for student in own)
        assert read(tmp_path / name)[1:] == sorted(read(tmp_path / name)[1:])
    kept = marked.folder / "pseudonyms.csv"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert dict(read(kept)[1:]) == {"anna": own["anna"], "'=1+1": own[HOSTILE], "absent": own["absent"]}
    new = pseudonyms(marked.folder, ["bob"])["bob"]
    assert new not in own.values()
    assert pseudonyms(marked.folder, ["anna"])["anna"] == own["anna"]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "student,pseudonym\na,s-1\nb,s-1\n", "who,what\na,b\n", "student,pseudonym\na\n"])
def test_a_damaged_list_of_pseudonyms_is_never_replaced_silently(tmp_path, text):
    (tmp_path / "pseudonyms.csv").write_text(text)
    with pytest.raises(UnusableFile, match="damaged"):
        pseudonyms(tmp_path, ["anna"])
    assert (tmp_path / "pseudonyms.csv").read_text() == text


def test_the_plain_table_has_the_penalty_and_no_formula(marked, tmp_path):
    rows = export_marks(marked.folder, tmp_path / "marks.csv")
    table = [dict(zip(read(tmp_path / "marks.csv")[0], row, strict=True)) for row in read(tmp_path / "marks.csv")[1:]]
    assert [row["student"] for row in table] == ["'=1+1", "absent", "anna"]
    assert (rows, table[2]["score"], table[2]["late_penalty"]) == (3, "25.25", "2.0")
    assert next(row for row in marks_of(marked) if row.student == "anna").late_penalty == 2


# One by default, the others in `make test-all`: each is nbgrader's whole command, twice.
COMMANDED = [
    "Moodle",
    *(pytest.param(one, marks=pytest.mark.thorough) for one in ("Canvas", "Brightspace", "Blackboard")),
]


@pytest.mark.parametrize("system", COMMANDED)
def test_nbgraders_own_command_exports_the_same(marked, tmp_path, system):
    tools = Path(sys.executable).parent
    own = {"PATH": os.pathsep.join([str(tools), os.environ["PATH"]]), "HOME": str(tmp_path)}

    def export(*more):
        return subprocess.run(
            [tools / "nbgrader", "export", "--exporter", f"ilslearn.grading.export_plugin.{system}",
             "--to", str(tmp_path / "theirs.csv"), "--assignment", f"['{ASSIGNMENT}']", *more],
            cwd=marked.folder, env={**os.environ, **own}, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    done = export()
    assert done.returncode == 0, done.stderr
    export_to(system.lower(), marked, tmp_path / "ours.csv")
    assert (tmp_path / "theirs.csv").read_bytes() == (tmp_path / "ours.csv").read_bytes()
    failed = export(f"--{system}.identities=nowhere.csv")
    assert (failed.returncode, "Traceback" in failed.stderr) == (1, False)
    assert "nowhere.csv cannot be read" in failed.stderr
