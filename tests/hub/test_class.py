"""A whole class at a running hub: twenty students fetch, work, hand in; the instructor collects, grades, returns."""

import csv
import json
import shutil
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest
from playwright.sync_api import Page, expect

from ilslearn.grading.simulation import Simulated, hand_write, simulate
from ilslearn.places import place
from tests.conftest import ROOT, Installed
from tests.e2e.browser import browsing, shoot
from tests.hub.person import Person
from tests.hub.seminar import Seminar, processes_of, running, seminar

pytestmark = [pytest.mark.hub, pytest.mark.thorough, pytest.mark.timeout(1500)]

ASSIGNMENT = "a1-what-binds"
NOTEBOOK = f"assignments/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
STUDENTS = 20


@dataclass
class Class:
    """What was measured and what came of it; figures, not assertions, for a machine may be busy."""

    one: Seminar
    work: dict[str, Simulated]
    people: dict[str, Person] = field(default_factory=dict)
    alone: float = 0.0
    together: list[float] = field(default_factory=list)
    ran: int = 0
    memory: dict[str, int] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    feedback: dict[str, list[str]] = field(default_factory=dict)


def ready(found: Class, name: str) -> float:
    """From the form to a kernel that answers."""
    began = time.monotonic()
    person = Person(found.one.address, name)
    assert person.log_in(found.one.passwords[name]) == 302
    assert person.open().endswith(f"/user/{name}/lab/tree/notebooks/00-welcome.ipynb")
    assert person.run("import ilslearn as ils; print(ils.binding('Canada', 'C098', on='2018-06-14').status)") == [
        "in_force"
    ]
    found.people[name] = person
    return time.monotonic() - began


def take_part(found: Class, name: str, folder: Path) -> int:
    """Fetch with the button's own request, write, run the cells, hand in with the button's own request; cells run."""
    ran = 0
    person, body = found.people[name], {"course_id": "ilslearn", "assignment_id": ASSIGNMENT}
    person.ask("POST", "assignments/fetch", **body)
    notebook = person.ask("GET", f"api/contents/{NOTEBOOK}?content=1&type=file&format=text")["content"]
    folder.mkdir()
    (folder / f"{ASSIGNMENT}.ipynb").write_text(notebook, encoding="utf-8")
    hand_write(found.work[name], place("assignments") / "source" / ASSIGNMENT, folder)
    for path in sorted(folder.iterdir()):
        text = path.read_text(encoding="utf-8")
        person.ask(
            "PUT", f"api/contents/assignments/{ASSIGNMENT}/{path.name}", type="file", format="text", content=text
        )
        if path.suffix == ".ipynb" and text.rstrip().endswith("}"):
            cells = ["".join(one["source"]) for one in json.loads(text)["cells"] if one["cell_type"] == "code"]
            ran += len(person.run(*(cell for cell in cells if "while True" not in cell)))
    if not (folder / f"{ASSIGNMENT}.ipynb").exists():
        person.ask("DELETE", f"api/contents/{NOTEBOOK}")
    listed = person.ask("POST", "assignments/submit", **body)
    assert listed["success"], listed
    return ran


def watch(found: Class, until: threading.Event) -> None:
    """The most memory that each student's processes took, shared pages counted once for each."""
    while not until.wait(2):
        for name in found.one.students:
            used = 0
            for process in processes_of(name):
                try:
                    used += process.memory_full_info().pss
                except psutil.Error:
                    continue
            found.memory[name] = max(used, found.memory.get(name, 0))


@pytest.fixture(scope="module")
def seminar_of_twenty(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder, done = tmp_path_factory.mktemp("class"), threading.Event()
    with seminar(installed.wheel, STUDENTS) as one, running(one):
        work = dict(zip(one.students, simulate(STUDENTS, 7, "a1"), strict=True))
        found = Class(one, {name: replace(work[name], name=name) for name in one.students})
        ready(found, one.instructor)
        for step in ("generate_assignment", "release_assignment"):
            teach(found, "nbgrader", step, ASSIGNMENT)
        found.alone = ready(found, one.students[0])
        found.people.pop(one.students[0]).ask("POST", "api/shutdown")
        watcher = threading.Thread(target=watch, args=(found, done))
        watcher.start()
        try:
            with ThreadPoolExecutor(STUDENTS) as hands:
                found.together = list(hands.map(lambda name: ready(found, name), one.students))
                found.ran = sum(hands.map(lambda name: take_part(found, name, folder / name), one.students))
        finally:
            done.set()
            watcher.join()
        teach(found, "nbgrader", "collect", ASSIGNMENT)
        teach(found, "ilslearn", "grade", ASSIGNMENT, "--course", ".")
        for step in ("generate_feedback", "release_feedback"):
            teach(found, "nbgrader", step, ASSIGNMENT)
        for name in one.students:
            found.people[name].ask("POST", "assignments/fetch_feedback", course_id="ilslearn", assignment_id=ASSIGNMENT)
            pages = sorted((one.home(name) / "ilslearn/assignments" / ASSIGNMENT).glob("feedback/*/*.html"))
            found.feedback[name] = [path.read_text(encoding="utf-8") for path in pages]
        keep(found)
        yield found


def teach(found: Class, tool: str, *arguments: str) -> None:
    """The instructor, in the terminal of their own server."""
    done = found.one.as_user(found.one.instructor, found.one.tool(tool), *arguments)
    found.told.append(done.stdout + done.stderr)
    assert done.returncode == 0, done.stdout + done.stderr


def keep(found: Class) -> None:
    """The figures, for the documentation."""
    together, memory = sorted(found.together), sorted(found.memory.values())
    megabytes = [round(value / 2**20) for value in (memory[0], statistics.median(memory), memory[-1])]
    figures = {
        "students": STUDENTS, "cores": psutil.cpu_count(), "cells run": found.ran,
        "seconds to a ready kernel, alone": round(found.alone, 1),
        "seconds to a ready kernel, all at once (min, median, max)":
            [round(value, 1) for value in (together[0], statistics.median(together), together[-1])],
        "peak memory of a student, MB (min, median, max)": megabytes,
    }  # fmt: skip
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "hub-figures.json").write_text(json.dumps(figures, indent=1))
    print(json.dumps(figures, indent=1))


def marks_of(found: Class) -> dict[str, tuple[float, str]]:
    teach(found, "ilslearn", "marks", "--course", ".", "--to", "marks.csv")
    with (found.one.course() / "marks.csv").open(encoding="utf-8") as file:
        return {row["student"]: (float(row["auto_score"]), row["status"]) for row in csv.DictReader(file)}


def test_every_student_gets_what_the_work_is_worth(seminar_of_twenty: Class) -> None:
    expected = {
        name: (student.score, "needs_person" if student.needs_person else "graded")
        for name, student in seminar_of_twenty.work.items()
    }
    assert len(expected) == STUDENTS
    assert marks_of(seminar_of_twenty) == expected


def test_nothing_is_lost_on_the_way_back(seminar_of_twenty: Class) -> None:
    found = seminar_of_twenty
    readable = [name for name, student in found.work.items() if not student.needs_person or student.score]
    assert len(readable) >= STUDENTS - 4
    for name in readable:
        assert len(found.feedback[name]) == 1, name
        assert "Score:" in found.feedback[name][0], name


def test_formgrader_and_other_servers_are_closed_to_students(seminar_of_twenty: Class) -> None:
    found, one = seminar_of_twenty, seminar_of_twenty.one
    student, other, prof = found.people[one.students[0]], one.students[1], one.instructor
    assert found.people[prof].status(f"/user/{prof}/formgrader/manage_assignments") == 200
    assert found.people[prof].status("/hub/user-redirect/formgrader/") == 200
    closed = [
        f"/user/{student.name}/formgrader/manage_assignments", "/hub/user-redirect/formgrader/",
        f"/user/{prof}/formgrader/manage_assignments", f"/user/{prof}/lab", f"/user/{prof}/api/contents",
        f"/user/{other}/lab", f"/user/{other}/api/contents/assignments", f"/hub/spawn/{other}", "/hub/admin",
    ]  # fmt: skip
    assert {path: student.status(path) for path in closed if student.status(path) not in (403, 404)} == {}
    assert found.people[prof].status(f"/user/{student.name}/api/contents") in (403, 404)
    assert Person(one.address, other).log_in("a guess") == 403


def test_what_listens_on_the_machine_answers_its_owner_alone(seminar_of_twenty: Class) -> None:
    """Kernels listen at no port; a server at its own port sends whoever is not its owner to the hub."""
    found, one = seminar_of_twenty, seminar_of_twenty.one
    spy, victim = found.people[one.students[0]], one.students[1]
    ports = []
    for process in processes_of(victim):
        waiting = [c for c in process.net_connections("inet") if c.status == psutil.CONN_LISTEN]
        assert all(c.laddr.ip == "127.0.0.1" for c in waiting)
        assert not waiting or "jupyterhub.singleuser" in process.cmdline()
        ports += [c.laddr.port for c in waiting]
    assert len(ports) == 1
    answer = spy.session.get(
        f"http://127.0.0.1:{ports[0]}/user/{victim}/api/contents", allow_redirects=False, timeout=60
    )
    assert answer.status_code == 403, answer.text[:500]


def test_what_is_hidden_while_they_work(seminar_of_twenty: Class) -> None:
    one = seminar_of_twenty.one
    told = one.ilslearn("hub", "check", str(one.hub))
    assert told.returncode == 0, told.stdout
    assert f"each of {STUDENTS} students cannot read what others handed in" in told.stdout
    again = one.ilslearn("hub", "start", str(one.hub))
    assert again.returncode == 1
    assert f"port {one.port} is taken" in again.stderr


@pytest.mark.browser
def test_the_walk_in_a_browser(seminar_of_twenty: Class, tmp_path: Path) -> None:
    """A student lands on the welcome lesson, sees the assignment, takes a link; the instructor opens formgrader."""
    one = seminar_of_twenty.one
    student = one.students[0]
    link = shared_repository(one)
    with browsing(tmp_path / "student") as page:
        enter(page, one, student)
        expect(page.get_by_role("heading", name="Welcome to ilslearn")).to_be_visible(timeout=120_000)
        page.get_by_role("menuitem", name="Nbgrader").click()
        shoot(page, "hub-menu")
        page.locator("#jp-mainmenu-nbgrader").get_by_text("Assignment List").click()
        expect(page.get_by_text(ASSIGNMENT, exact=True).filter(visible=True).first).to_be_visible()
        shoot(page, "hub-assignments")
        page.goto(f"{one.address}{link}")
        page.wait_for_url("**/lab/tree/kit/hello.md", timeout=120_000)
        shoot(page, "hub-pulled")
    assert (one.home(student) / "ilslearn" / "kit" / "hello.md").read_text() == "# Hello\n"
    with browsing(tmp_path / "prof") as page:
        enter(page, one, one.instructor)
        expect(page.get_by_role("heading", name="Welcome to ilslearn")).to_be_visible(timeout=120_000)
        page.goto(f"{one.address}/hub/user-redirect/formgrader/manage_assignments")
        expect(page.get_by_role("link", name=ASSIGNMENT).first).to_be_visible()
        shoot(page, "hub-formgrader")


def enter(page: Page, one: Seminar, name: str) -> None:
    page.goto(f"{one.address}/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(one.passwords[name])
    page.get_by_role("button", name="Sign in").click()


def shared_repository(one: Seminar) -> str:
    """A git repository of the first student's own, and the link that puts it into that student's home."""
    folder = one.base / "kit"
    folder.mkdir()
    (folder / "hello.md").write_text("# Hello\n", encoding="utf-8")
    named = ["git", "-c", "user.name=prof", "-c", "user.email=prof@localhost"]
    for step in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "Say hello"]):
        subprocess.run([*named, *step], cwd=folder, check=True)
    subprocess.run(["git", "clone", "-q", "--bare", str(folder), str(one.base / "kit.git")], check=True)
    for path in (one.base / "kit.git", *(one.base / "kit.git").rglob("*")):
        shutil.chown(path, one.students[0])  # git takes nothing from a folder that is another user's
    where = {"repo": f"file://{one.base}/kit.git", "branch": "main", "targetPath": "kit"}
    return f"/hub/user-redirect/git-pull?{urlencode({**where, 'urlpath': 'lab/tree/kit/hello.md'})}"
