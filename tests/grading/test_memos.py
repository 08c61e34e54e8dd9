"""Memos out to Word and back: what a marker enters is what the gradebook, and formgrader, have."""

import csv
import io
import shutil
import stat
import zipfile

import docx
import pytest

from ilslearn.errors import UnusableFile
from ilslearn.grading.cycle import Course
from ilslearn.grading.memos import memos_of
from ilslearn.grading.memos_in import import_memos
from ilslearn.grading.memos_out import export_memos
from ilslearn.grading.pseudonyms import pseudonyms
from tests.grading.conftest import ASSIGNMENT, NOTEBOOK, cell_of, hand_in

pytestmark = pytest.mark.long
TASK = "a1-memo-task"
HOSTILE = "<w:t>&\x0b</w:t> =1+1 Ünï 法 https://example.org/x " * 30
CRITERIA = ["What binds", "What may be used, and how", "Counter-argument", "Craft"]


@pytest.fixture(scope="module")
def marked(released_course, tmp_path_factory):
    """Anna wrote the model memo, Bob one full of signs; Cleo handed in nothing."""

    def hostile(notebook):
        cell_of(notebook, "a1-memo")["source"] = f"memo = {HOSTILE!r}"

    course = Course(shutil.copytree(released_course, tmp_path_factory.mktemp("memos") / "course", symlinks=True))
    hand_in(course, "anna")
    hand_in(course, "bob", hostile)
    course.grade(ASSIGNMENT)
    with course.gradebook() as book:
        book.update_or_create_student("cleo")
    return course.folder


@pytest.fixture
def course(marked, tmp_path):
    return Course(shutil.copytree(marked, tmp_path / "course", symlinks=True))


@pytest.fixture
def out(course, tmp_path):
    export_memos(course, ASSIGNMENT, tmp_path / "memos.zip")
    return tmp_path / "memos.zip"


def enter(path, name, points=None, comment=None, criteria=None):
    """Fill in a file of the zip as a marker does in Word."""
    with zipfile.ZipFile(path) as package:
        files = {one: package.read(one) for one in package.namelist()}
    word = docx.Document(io.BytesIO(files[name]))
    rubric, marks = word.tables
    for row, given in zip(rubric.rows[1:], criteria or (), strict=False):
        row.cells[-1].text = given
    for row, given in zip(marks.rows[1:], (points, comment), strict=True):
        if given is not None:
            row.cells[-1].text = given
    data = io.BytesIO()
    word.save(data)
    write(path, {**files, name: data.getvalue()})


def write(path, files):
    with zipfile.ZipFile(path, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)


def read(path):
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def in_gradebook(course, student):
    with course.gradebook() as book:
        grade = book.find_grade(TASK, "a1-what-binds", ASSIGNMENT, student)
        comment = book.find_comment(TASK, "a1-what-binds", ASSIGNMENT, student)
        return grade.manual_score, grade.needs_manual_grade, comment.manual_comment


UNMARKED = (None, True, None)


def test_a_file_has_the_question_the_memo_the_rubric_and_empty_boxes(course, out):
    files = read(out)
    assert sorted(files) == ["anna.docx", "bob.docx", "index.csv"]
    word = docx.Document(io.BytesIO(files["bob.docx"]))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "You clerk for a judge in Canada" in text
    assert "<w:t>&</w:t> =1+1 Ünï 法" in text
    assert "MARK SCHEME" not in text
    rubric, marks = word.tables
    assert [row.cells[0].text for row in rubric.rows[1:]] == CRITERIA
    assert [row.cells[1].text for row in rubric.rows[1:]] == ["3", "4", "1", "1"]
    assert "C098" in rubric.rows[1].cells[2].text
    assert "Do not accept" in text
    assert {row.cells[-1].text for table in (rubric, marks) for row in table.rows[1:]} == {""}
    index = list(csv.DictReader(io.StringIO(files["index.csv"].decode())))
    assert [(row["file"], row["task"], row["of"]) for row in index] == [
        ("anna.docx", TASK, "9"),
        ("bob.docx", TASK, "9"),
    ]


def test_what_is_entered_is_what_the_gradebook_has(course, out):
    enter(out, "anna.docx", "7,5", "Good.\nMind art. 8(3).")
    (anna, bob) = import_memos(course, out)
    assert (anna.written, bob.written, bob.problems) == ((f"{TASK}: 7.5 points, with a comment",), (), ())
    assert in_gradebook(course, "anna") == (7.5, False, "Good.\nMind art. 8(3).")
    assert in_gradebook(course, "bob") == UNMARKED
    with course.gradebook() as book:
        work = book.find_submission(ASSIGNMENT, "anna")
        assert (work.score, work.needs_manual_grade) == (28.5, False)
        (memo,) = memos_of(course, book, ASSIGNMENT, "anna")
        assert (memo.points, memo.comment) == (7.5, "Good.\nMind art. 8(3).")
    assert list((course.folder / "gradebook-backups").glob("*.db"))
    course.return_feedback(ASSIGNMENT, "anna")
    page = (course.folder / "feedback" / "anna" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    assert "Mind art. 8(3)." in page
    assert "(Score: 28.5 / 30.0)" in page
    assert not any(one.written or one.problems for one in import_memos(course, out)), "again: nothing new"


def test_the_criteria_are_added_up(course, out):
    enter(out, "anna.docx", criteria=["3", "2.5", "0", "1"])
    enter(out, "bob.docx", "4", criteria=["1", "1", "1", "1"])
    import_memos(course, out)
    assert in_gradebook(course, "anna") == (6.5, False, None)
    assert in_gradebook(course, "bob") == (4, False, None)


def test_a_comment_alone_leaves_the_memo_to_be_marked(course, out):
    enter(out, "anna.docx", comment="See me.")
    import_memos(course, out)
    assert in_gradebook(course, "anna") == (None, True, "See me.")


@pytest.mark.parametrize(
    ("entered", "says"),
    [
        ({"points": "9.5"}, "Points: 9.5 is more than 9"),
        ({"points": "-1"}, "Points: '-1' is no number of points"),
        ({"points": "nan"}, "Points: 'nan' is no number of points"),
        ({"points": "five"}, "Points: 'five' is no number of points"),
        (
            {"points": "5", "criteria": ["3", "4", "1", "1"]},
            "Points: 5, but the criteria add up to 9; empty one of them",
        ),
        ({"criteria": ["4", "1", "1", "1"]}, "What binds: 4 is more than 3"),
        ({"criteria": ["3", "1", "", "1"]}, "Counter-argument: no points; fill all criteria, or only Points"),
        ({"criteria": ["x", "1", "1", "1"]}, "What binds: 'x' is no number of points"),
    ],
)
def test_a_mistake_is_named_by_file_and_field_and_stops_no_other(course, out, entered, says):
    enter(out, "anna.docx", comment="Not to be taken.", **entered)
    enter(out, "bob.docx", "3")
    anna, bob = import_memos(course, out)
    assert (anna.file, anna.problems) == ("anna.docx", (f"{TASK}, {says}",))
    assert in_gradebook(course, "anna") == UNMARKED, "all or nothing"
    assert bob.written
    assert in_gradebook(course, "bob")[0] == 3


def test_what_is_newer_in_the_gradebook_stays_unless_it_is_forced(course, out):
    enter(out, "anna.docx", "3", "From the file.")
    with course.gradebook() as book:
        book.find_grade(TASK, "a1-what-binds", ASSIGNMENT, "anna").manual_score = 8
        book.db.commit()
    assert "changed in the gradebook after the export" in import_memos(course, out)[0].problems[0]
    assert in_gradebook(course, "anna")[0] == 8
    assert import_memos(course, out, force=True)[0].written
    assert in_gradebook(course, "anna") == (3, False, "From the file.")


def test_a_file_that_nobody_touched_is_no_matter_whatever_formgrader_did_since(course, tmp_path):
    def enter_in_formgrader(points):
        with course.gradebook() as book:
            book.find_grade(TASK, "a1-what-binds", ASSIGNMENT, "anna").manual_score = points
            book.db.commit()

    enter_in_formgrader(8)
    export_memos(course, ASSIGNMENT, tmp_path / "memos.zip")
    enter_in_formgrader(9)
    assert not any(one.written or one.problems for one in import_memos(course, tmp_path / "memos.zip"))
    assert in_gradebook(course, "anna")[0] == 9


def test_marks_of_a_memo_that_was_handed_in_again_are_not_taken(course, out):
    enter(out, "bob.docx", "3")
    path = course.folder / "autograded" / "bob" / ASSIGNMENT / NOTEBOOK
    path.chmod(0o644)
    path.write_text(path.read_text(encoding="utf-8").replace("example.org", "example.net"), encoding="utf-8")
    assert import_memos(course, out)[1].problems
    assert in_gradebook(course, "bob") == UNMARKED


def test_pseudonyms_lead_back_to_students(course, tmp_path):
    path = tmp_path / "memos.zip"
    export_memos(course, ASSIGNMENT, path, anonymous=True)
    own = pseudonyms(course.folder, ["anna", "bob"])
    assert set(read(path)) == {f"{own['anna']}.docx", f"{own['bob']}.docx", "index.csv"}
    for name, data in read(path).items():
        with_names = data if name.endswith(".csv") else b"".join(read(io.BytesIO(data)).values())
        assert b"anna" not in with_names
        assert b"bob" not in with_names
    assert stat.S_IMODE((course.folder / "pseudonyms.csv").stat().st_mode) == 0o600
    enter(path, f"{own['bob']}.docx", "2")
    import_memos(course, path)
    assert in_gradebook(course, "bob")[0] == 2
    assert in_gradebook(course, "anna") == UNMARKED


def test_what_computers_leave_in_a_zip_and_a_folder_around_the_files_is_no_matter(course, out):
    enter(out, "anna.docx", "3")
    around = {f"memos/{name}": data for name, data in read(out).items()}
    write(out, {**around, "__MACOSX/memos/._anna.docx": b"x", "memos/~$anna.docx": b"x", "memos/.DS_Store": b""})
    assert [one.file for one in import_memos(course, out)] == ["anna.docx", "bob.docx"]
    assert in_gradebook(course, "anna")[0] == 3


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda files: {**files, "../../evil.docx": b"x"}, "points outside"),
        (lambda files: {**files, "/etc/evil.docx": b"x"}, "points outside"),
        (lambda files: {**files, "..\\evil.docx": b"x"}, "points outside"),
        (lambda files: {**files, "C:evil.docx": b"x"}, "points outside"),
        (lambda files: {**files, "big.docx": b"\0" * (21 * 1024**2)}, "too large"),
        (lambda files: {**files, **{f"{n}.docx": b"" for n in range(5001)}}, "holds too much"),
        (lambda files: {**files, "again/anna.docx": b"x"}, "two files named anna.docx"),
        (lambda files: {name: data for name, data in files.items() if name != "index.csv"}, "no index.csv"),
        (lambda files: {**files, "index.csv": b"file;student\nanna.docx;anna\n"}, "index.csv of .* was changed"),
    ],
    ids=["up", "absolute", "backslash", "drive", "bomb", "many", "twice", "no index", "other index"],
)
def test_a_zip_that_is_not_safe_or_not_ours_changes_nothing(course, out, change, says):
    enter(out, "anna.docx", "3")
    write(out, change(read(out)))
    with pytest.raises(UnusableFile, match=says):
        import_memos(course, out)
    assert in_gradebook(course, "anna") == UNMARKED
    assert not list(course.folder.parent.rglob("evil*"))


def test_a_bomb_inside_a_word_file_and_a_file_that_is_none_are_told(course, out):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"\0" * (101 * 1024**2))
    write(out, {**read(out), "anna.docx": bomb.getvalue(), "bob.docx": b"not Word", "zoe.docx": b""})
    assert [(one.file, one.problems[0].partition(":")[0]) for one in import_memos(course, out)] == [
        ("anna.docx", "it is no Word file that can be read"),
        ("bob.docx", "it is no Word file that can be read"),
        ("zoe.docx", "the index does not name this file"),
    ]


def test_a_file_that_was_renamed_to_another_student_is_told(course, out):
    enter(out, "anna.docx", "3")
    files = read(out)
    write(out, {**files, "bob.docx": files["anna.docx"], "anna.docx": files["bob.docx"]})
    assert ["its title says" in one.problems[0] for one in import_memos(course, out)] == [True, True]
    assert in_gradebook(course, "bob") == UNMARKED


def test_another_students_file_under_a_wrong_name_is_told_if_it_has_another_task(course, out):
    files = read(out)
    word = docx.Document(io.BytesIO(files["anna.docx"]))
    word.tables[1].rows[0].cells[0].text = "Marks for a9-memo-task"
    data = io.BytesIO()
    word.save(data)
    write(out, {**files, "anna.docx": data.getvalue()})
    assert import_memos(course, out)[0].problems == (
        f"{TASK}: its table is missing",
        "a9-memo-task: the student has no such memo in the gradebook",
    )


def test_an_assignment_without_memos_is_told(course, tmp_path, released_course):
    with pytest.raises(UnusableFile, match="no assignment 'a9'"):
        export_memos(course, "a9", tmp_path / "x.zip")
    with pytest.raises(UnusableFile, match="grade the assignment first"):
        export_memos(Course(released_course), ASSIGNMENT, tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()
