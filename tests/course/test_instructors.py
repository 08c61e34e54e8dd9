"""The instructors' kit: it covers every lesson, its plans add up, and what it names exists."""

import ast
import csv
import re
import shutil
from itertools import pairwise
from urllib.parse import unquote

import nbformat
import pytest

import ilslearn as ils
from ilslearn import tables
from ilslearn.course.contents import entries
from ilslearn.course.notebooks import lessons
from ilslearn.course.uses import as_table, uses
from ilslearn.data_check import check
from ilslearn.places import place

KIT = place("notebooks") / "instructors"
REHEARSAL = KIT / "rehearsal.ipynb"
PAGES = sorted(KIT.rglob("*.md"))
GUIDE = sorted(KIT.glob("discussion-guide/*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
ROW = re.compile(r"^\| (\d+):(\d\d) \| (\d+) \|", re.MULTILINE)
LESSONS = {one.lesson: one for one in entries()}
# In the page that shows how to add a decision, on purpose one that is not in the register, and slips.
NOT_IN_THE_REGISTER = {"zaf-cc-2020-mahlangu"}
each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)


def text_of(path):
    if path.suffix == ".ipynb":
        cells = nbformat.read(path, as_version=4).cells
        return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return path.read_text(encoding="utf-8")


def without_fences(text):
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def known_ids():
    names = [
        "access_points", "comments", "conference_cases", "decisions", "enterprise_cases",
        "general_surveys", "inquiries", "mne_declaration", "programmes", "trade_agreements", "trade_disputes",
    ]  # fmt: skip
    ids = set()
    for name in names:
        ids |= set(getattr(tables, name)()["id"])
    ids |= {f"CFA-{number}" for number in tables.cfa_cases()["case_no"]}
    return ids | {path.name for path in place("assignments").glob("source/*")}


@pytest.mark.parametrize("path", [*PAGES, REHEARSAL], ids=lambda path: path.name)
def test_each_link_of_the_kit_leads_somewhere(path):
    links = LINK.findall(text_of(path))
    assert links
    assert [one for one in links if "://" not in one and not (path.parent / unquote(one)).exists()] == []


def test_the_index_leads_to_every_page_of_the_kit():
    linked = {(KIT / link).resolve() for link in LINK.findall(text_of(KIT / "README.md"))}
    assert {path for path in [*PAGES, REHEARSAL] if path != KIT / "README.md"} <= linked


@each_page
def test_what_a_page_names_in_code_exists(path):
    named = set(CODE.findall(without_fences(text_of(path))))
    ids = {one for one in named if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+|CFA-\d+", one)}
    assert ids - known_ids() - NOT_IN_THE_REGISTER == set()
    instruments = {one for one in named if re.fullmatch(r"[CPR]\d{3}", one)}
    assert instruments <= set(tables.instruments()["code"])
    requirements = {one for one in named if re.fullmatch(r"[CPR]\d{3}:.+:\d+", one)}
    assert requirements <= set(ils.gap_analysis("Kenya", ["C098", "C144"], on="2026-11-01").table["key"])


@each_page
def test_every_convention_that_a_page_numbers_exists(path):
    numbers = re.findall(r"Conventions? Nos?\. (\d+(?:, \d+)*(?: and \d+)?)", text_of(path))
    codes = {f"C{int(number):03}" for some in numbers for number in re.findall(r"\d+", some)}
    assert codes <= set(tables.instruments()["code"])


@each_page
def test_every_lesson_and_self_check_that_a_page_numbers_exists(path):
    text = text_of(path)
    assert set(re.findall(r"\b[Ll]essons? (\d\.\d)", text)) <= set(LESSONS)
    asked = set(re.findall(r"self-checks? (\d\.\d-[a-z])", text))
    assert all(ils.check(question, "").verdict == "form" for question in asked)


@each_page
def test_every_line_of_the_toolbox_that_a_page_shows_runs(path):
    text = text_of(path)
    fenced = "\n".join(re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)).splitlines()
    lines = [line for line in [*CODE.findall(without_fences(text)), *fenced] if line.startswith("ils.")]
    for line in {line for line in lines if "..." not in line and "question_" not in line}:
        ast.parse(line)
        assert eval(line, {"ils": ils}) is not None, line


@each_page
def test_every_command_that_a_page_shows_exists(path):
    from typer.main import get_command

    from ilslearn.cli import app

    fenced = re.findall(r"^```\n(.*?)^```", text_of(path), re.DOTALL | re.MULTILINE)
    lines = [*CODE.findall(text_of(path)), *"\n".join(fenced).splitlines()]
    for line in (line for line in lines if line.startswith("ilslearn ")):
        node = get_command(app)
        for word in line.split()[1:3]:
            if hasattr(node, "commands"):
                assert word in node.commands, line
                node = node.commands[word]


def sections():
    found = {}
    for path in GUIDE:
        parts = re.split(r"^## (\d\.\d) .*\n", text_of(path), flags=re.MULTILINE)[1:]
        found |= dict(zip(parts[::2], parts[1::2], strict=True))
    return found


def test_the_guide_covers_every_lesson_in_order():
    assert list(sections()) == list(LESSONS)


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_lesson_has_three_questions_with_answers_slips_and_a_way_to_steer(lesson):
    text = sections()[lesson]
    assert re.findall(r"\*\*Question (\d)\. ", text) == ["1", "2", "3"]
    answers = re.findall(r"\*Model answer\.\* (.+?)\n\n\*Rests on:\* (.+?)\n\n", text, re.DOTALL)
    assert len(answers) == 3
    assert all(40 <= len(answer.split()) <= 160 and len(source) > 5 for answer, source in answers)
    slips = re.search(r"\*\*Typical misunderstandings\.\*\*\n\n((?:- .+\n)+)", text)
    assert slips
    assert 3 <= slips[1].count("- ") <= 6
    assert "**How to steer.** " in text
    leads = [link for link in LINK.findall(text) if link.endswith(".ipynb")]
    assert leads[0].endswith(LESSONS[lesson].path.name)


def plans(name, heading):
    return re.split(heading, text_of(KIT / name), flags=re.MULTILINE)[1:]


def minutes_of(plan):
    """The rows of a plan as (start, length), in minutes."""
    return [(int(hours) * 60 + int(minutes), int(length)) for hours, minutes, length in ROW.findall(plan)]


def test_each_session_adds_up_to_ninety_minutes():
    sessions = plans("seminar-plan.md", r"^## Session \d")
    assert len(sessions) == 6
    for session in sessions:
        rows = minutes_of(session)
        assert rows[0][0] == 0
        assert all(start + length == after for (start, length), (after, _) in pairwise(rows))
        assert sum(length for _, length in rows) == 90
        for part in ("Objectives", "Read before", "Materials", "Assignment", "Watch for"):
            assert f"**{part}.**" in session


def test_the_days_of_the_training_have_no_gap():
    days = plans("training-of-trainers.md", r"^## Day \d")
    assert len(days) == 3
    for day in days:
        rows = minutes_of(day)
        assert rows[0][0] == 9 * 60
        assert all(start + length == after for (start, length), (after, _) in pairwise(rows))
        assert sum(rows[-1]) == 17 * 60


def test_the_plan_says_how_long_the_lessons_before_a_session_take():
    rows = re.findall(
        r"^\| \d \| [^|]+\| ([^|]+?) \((\d+) minutes\) \|", text_of(KIT / "seminar-plan.md"), re.MULTILINE
    )
    assert len(rows) == 6
    read = []
    for which, minutes in rows:
        chosen = []
        for part in which.split(", "):
            first, _, last = part.partition(" to ")
            chosen += [one for one in LESSONS if first <= one <= (last or first)]
        assert sum(LESSONS[one].minutes for one in chosen) == int(minutes), which
        read += chosen
    assert sorted(read) == list(LESSONS)


def test_the_table_of_lessons_and_decisions_is_what_the_command_prints():
    """After a lesson or a question changes: `ilslearn course uses --table`."""
    page = text_of(KIT / "swap-the-country-and-the-decisions.md")
    assert as_table(uses()) in page
    assert "\n".join(map(str, uses(["zaf-cc-2002-bader-bop"]))) in page


@pytest.mark.long
def test_what_the_page_on_adding_a_decision_says_that_the_check_prints(tmp_path):
    page = text_of(KIT / "add-a-decision.md")
    shutil.copytree(place("datasets"), tmp_path / "facts")
    table = tmp_path / "facts" / "decisions.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    head, like = rows[0], next(row for row in rows if row[0] == "zaf-cc-2002-bader-bop")
    new = dict(zip(head, like, strict=True)) | {"id": "zaf-cc-2020-mahlangu", "decided_on": "2020-11-31"}
    new |= {"instruments": "C999", "role": "guidance", "source_url": "the library"}
    with table.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, head, lineterminator="\n").writerow(new)
    printed = [str(problem) for problem in check(tmp_path / "facts")]
    assert len(printed) == 4
    assert re.sub(r"row \d+", "row N", "\n".join(printed)) in re.sub(r"row \d+", "row N", page)


def test_the_page_on_adding_a_decision_explains_every_field():
    page = text_of(KIT / "add-a-decision.md")
    with (place("datasets") / "decisions.csv").open(encoding="utf-8", newline="") as file:
        fields = next(csv.reader(file))
    explained = {name for line in re.findall(r"^\| (`.+?) \|", page, re.MULTILINE) for name in CODE.findall(line)}
    assert set(fields) == explained


def test_the_kit_is_no_lesson():
    assert [path for path in lessons() if KIT in path.parents] == []
    assert "instructors/README.md" in text_of(place("notebooks") / "README.md")


def test_the_rehearsal_is_one_line_a_cell_and_was_run_without_complaint():
    cells = [cell for cell in nbformat.read(REHEARSAL, as_version=4).cells if cell.cell_type == "code"]
    assert cells[0].source == "import ilslearn as ils"
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        assert len(cell.source.splitlines()) == 1
        assert [o for o in cell.outputs if o.output_type == "error" or o.get("name") == "stderr"] == []
    assert any("Every mark is what it must be" in str(cell.outputs) for cell in cells)
