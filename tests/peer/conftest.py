"""A real course whose students hand in through nbgrader: memos, a blank, a damaged and a hostile one."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from ilslearn.grading.cycle import Course
from tests.e2e.test_hostile_text import TEXTS
from tests.grading.conftest import ASSIGNMENT, cell_of, released_course  # noqa: F401

MEMOS = {
    "ada": "Convention No. 98 did **not** bind Canada that day. Ada Lovelace, ada.",
    "ben": "Membership binds too.",
    "cem": "The Committee is no court.",
    "dot": "Articles 3 and 10 of Convention No. 87.",
    "mallory": "\n\n".join(TEXTS),
    "eve": "Section 2(d) of the Charter.",
}


class Classroom:
    """The course, and what each student has at home: own files, own cache of nbgrader."""

    def __init__(self, folder, root):
        self.course, self.root = Course(folder), root

    def cache(self, student):
        return self.root / "homes" / student / "cache"

    def hand_in(self, assignment, student, change):
        """Fetch, change the notebook, hand in; the cache goes to the student's own home, as on a server."""
        home = self.root / "homes" / student
        folder = self.course.fetch(assignment, home)
        (path,) = folder.glob("*.ipynb")
        notebook = json.loads(path.read_text("utf-8"))
        changed = change(notebook)
        path.write_text(changed if isinstance(changed, str) else json.dumps(notebook), encoding="utf-8")
        self.course.submit(assignment, student, home)
        shutil.copytree(self.course.folder / "exchange" / "cache", self.cache(student), dirs_exist_ok=True)
        shutil.rmtree(self.course.folder / "exchange" / "cache")

    def hand_in_memo(self, student, memo):
        def write(notebook):
            cell_of(notebook, "a1-memo")["source"] = f"memo = {memo!r}"

        self.hand_in(ASSIGNMENT, student, write)

    def at_home(self, student, line):
        """What a line of code shows to a student in a Jupyter of their own."""
        config = self.root / "homes" / student / "jupyter"
        config.mkdir(exist_ok=True)
        (config / "nbgrader_config.py").write_text(
            "c = get_config()\n"
            'c.CourseDirectory.course_id = "ilslearn"\n'
            f"c.Exchange.root = {str(self.course.folder / 'exchange')!r}\n"
            f"c.Exchange.cache = {str(self.cache(student))!r}\n"
        )
        env = {**os.environ, "JUPYTER_CONFIG_PATH": str(config), "JUPYTER_CONFIG_DIR": str(config)}
        code = f"import ilslearn as ils\ntry:\n    print({line})\nexcept ils.IlsError as e:\n    print('IlsError:', e)"
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=config, env=env, capture_output=True, text=True, timeout=240, check=True
        )
        return run.stdout


@pytest.fixture(scope="session")
def handed_in(released_course, tmp_path_factory):  # noqa: F811
    """Six memos handed in and collected: to be copied, not changed."""
    root = tmp_path_factory.mktemp("peers")
    classroom = Classroom(shutil.copytree(released_course, root / "course", symlinks=True), root)
    with classroom.course.gradebook() as book:
        book.update_or_create_student("ada", first_name="Ada", last_name="Lovelace")
        book.update_or_create_student("mallory", first_name="Mallory", last_name="Blunt")
    for student, memo in MEMOS.items():
        classroom.hand_in_memo(student, memo)
    classroom.hand_in(ASSIGNMENT, "blank", lambda notebook: None)
    classroom.hand_in(ASSIGNMENT, "spoilt", lambda notebook: "{ not a notebook")
    classroom.course.collect(ASSIGNMENT)
    return root


@pytest.fixture
def classroom(handed_in, tmp_path):
    """A classroom of its own for one test."""
    root = shutil.copytree(handed_in, tmp_path / "room", symlinks=True)
    return Classroom(root / "course", root)
