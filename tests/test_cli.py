"""The command line: what it prints, where, and with which exit code."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import ilslearn as ils
from ilslearn.places import place

ILSLEARN = str(Path(sys.executable).with_name("ilslearn"))
FIELDS = ["country", "instrument", "on", "status", "since", "until", "basis", "sources", "as_of"]
COMMANDS = [
    ["app"], ["binding"], ["find-citations"], ["search"], ["compare"], ["check-brief"],
    ["profile"], ["gaps"], ["plan"],
    ["cite"], ["data", "check"], ["course", "build"], ["course", "contents"], ["course", "pages"],
    ["course", "slides"], ["course", "uses"], ["course", "links"], ["course", "install"],
    ["course", "export-questions"], ["course", "student-kit"], ["course", "translate"],
    ["course", "catalogues"], ["memos", "export"], ["memos", "import"], ["lab"],
    ["progress"], ["demo"], ["grade"], ["marks"], ["analytics"], ["doctor"], ["data", "update"],
    ["certificate", "status"], ["certificate", "issue"], ["certificate", "verify"], ["certificate", "revoke"],
    ["hub", "make"], ["hub", "check"], ["hub", "start"],
    ["peer", "assign"], ["peer", "collect"], ["peer", "report"], ["poll"],
]  # fmt: skip


def run(*arguments, **more):
    return subprocess.run(
        [ILSLEARN, *arguments], capture_output=True, text=True, timeout=240, check=False,
        env={**os.environ, "COLUMNS": "200", **more},
    )  # fmt: skip


def one_line(text):
    return len(text.splitlines()) == 1 and text.startswith("ilslearn: ")


@pytest.mark.parametrize(
    ("country", "instrument", "on", "status", "code"),
    [
        ("Brazil", "C158", "1997-06-01", "in_force", 0),
        ("Brazil", "C158", "1999-01-01", "not_in_force", 1),
        ("Canada", "C098", "2007-06-08", "not_in_force", 1),
        ("Yemen", "Convention No. 158", "1990-06-30", "uncertain", 1),
    ],
)
def test_binding_answers_in_json_and_by_its_exit_code(country, instrument, on, status, code):
    answer = run("binding", country, instrument, "--on", on, "--json")
    assert (answer.returncode, answer.stderr) == (code, "")
    told = json.loads(answer.stdout)
    assert list(told) == FIELDS
    assert told["status"] == status
    assert told == json.loads(json.dumps(ils.binding(country, instrument, on=on).to_dict()))


def test_binding_answers_in_words_with_its_sources():
    answer = run("binding", "Canada", "C098", "--on", "2007-06-08")
    assert answer.returncode == 1
    assert answer.stdout.startswith("On 8 June 2007, C098")
    assert "was not in force for Canada" in answer.stdout
    assert "https://" in answer.stdout
    assert "Not legal advice." in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["Narnia", "C087"], "Narnia"),
        (["Brazill", "C158"], "Brazil"),
        (["Brazil", "C999"], "999"),
        (["Brazil", "C158", "--on", "1997"], "YYYY-MM-DD"),
        (["Brazil", "C158", "--on", "1997-02-30"], "1997-02-30"),
        (["Brazil", "C158", "--on", ""], "YYYY-MM-DD"),
        (["", "C158"], "write a name or an ISO code"),
        (["Brazil", "C158", "--json", "--on", "soon"], "soon"),
    ],
)
def test_a_question_that_cannot_be_read_is_one_line_on_stderr(arguments, names):
    answer = run("binding", *arguments)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert one_line(answer.stderr), answer.stderr
    assert names in answer.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["binding"],
        ["binding", "Brazil"],
        ["binding", "Brazil", "C158", "--no-such-option"],
        ["no-such-command"],
        ["data", "no-such-command"],
        ["demo", "--students", "0"],
        ["demo", "--students", "many"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2(arguments):
    answer = run(*arguments)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert one_line(answer.stderr), answer.stderr
    assert "--help'" in answer.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(command):
    answer = run(*command, "--help")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert f"Example: ilslearn {' '.join(command)}" in answer.stdout


@pytest.mark.parametrize(
    "group", [[], ["data"], ["course"], ["certificate"], ["hub"], ["peer"]], ids=lambda it: it[0] if it else ""
)
def test_the_commands_listed_in_help_are_those_that_are_tested(group):
    from typer.main import get_command

    from ilslearn.cli import app

    node = get_command(app)
    for name in group:
        node = node.commands[name]
    answer = run(*group, "--help")
    assert answer.returncode == 0
    assert all(name in answer.stdout for name in node.commands)
    tested = {command[len(group)] for command in COMMANDS if command[: len(group)] == group}
    assert set(node.commands) == tested


def test_course_uses_says_where_a_decision_stands():
    answer = run("course", "uses", "bwa-ic-2004-lemo", "--json")
    assert json.loads(answer.stdout) == [
        {"lesson": "1.3", "decision": "bwa-ic-2004-lemo", "told": False, "shown": True, "questions": []}
    ]
    unnamed = run("course", "uses", "zaf-cc-1999-sandu")
    assert (unnamed.returncode, unnamed.stdout) == (0, "No lesson and no assignment names it by its id.\n")
    wrong = run("course", "uses", "no-such-decision")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert one_line(wrong.stderr)


def test_course_slides_writes_the_lessons_that_are_named(tmp_path):
    answer = run("course", "slides", "--out", str(tmp_path), "6.3")
    assert (answer.returncode, answer.stderr) == (0, "")
    (path,) = (Path(line) for line in answer.stdout.splitlines())
    assert path.is_file()
    wrong = run("course", "slides", "--out", str(tmp_path), "7.1")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert one_line(wrong.stderr)


def test_version():
    answer = run("--version")
    assert (answer.returncode, answer.stdout) == (0, f"ilslearn {ils.__version__}\n")


def test_doctor_finds_all_well():
    answer = run("doctor")
    assert answer.returncode == 0
    assert answer.stdout.splitlines()
    assert all(line.startswith("✔ ") for line in answer.stdout.splitlines())


def test_doctor_in_json():
    findings = json.loads(run("doctor", "--json").stdout)
    assert {finding["name"] for finding in findings} >= {"Python", "pandas", "nbgrader", "datasets", "facts"}
    assert all(list(finding) == ["name", "well", "text"] and finding["well"] for finding in findings)


def test_the_facts_are_sound():
    answer = run("data", "check")
    assert (answer.returncode, answer.stdout) == (0, "The facts are sound: no problem found.\n")


@pytest.fixture
def corrupted(tmp_path):
    """A copy of the facts in which one ratification is dated in a 13th month."""
    folder = tmp_path / "datasets"
    shutil.copytree(place("datasets"), folder)
    path = folder / "ratifications.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[4]["ratified_on"] = "1995-13-05"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


def test_a_corrupted_row_is_named_by_table_row_and_field(corrupted):
    answer = run("data", "check", "--path", str(corrupted))
    assert answer.returncode == 1
    assert "ratifications, row 6, ratified_on: " in answer.stdout
    in_json = run("data", "check", "--path", str(corrupted), "--json")
    assert in_json.returncode == 1
    problems = json.loads(in_json.stdout)
    assert {"ratifications"} == {problem["table"] for problem in problems}
    assert (6, "ratified_on") in {(problem["row"], problem["field"]) for problem in problems}


@pytest.mark.parametrize(
    ("arguments", "names", "code"),
    [
        (["data", "check", "--path", "{}"], "datapackage.json", 2),
        (["marks", "--course", "{}"], "nbgrader_config.py", 2),
        (["course", "build", "{}/missing.ipynb"], "missing.ipynb", 1),
        (["course", "build", "{}/fails.ipynb"], "fails.ipynb", 1),
        (["demo", "--out", "{}"], "is not empty", 1),
        (["marks", "--format", "canvas", "--course", "{}"], "nbgrader_config.py", 2),
        (["marks", "--format", "excel", "--course", "{}"], "moodle, canvas, brightspace, blackboard", 2),
        (["marks", "--identities", "{}/class.csv", "--course", "{}"], "name it with --format", 2),
        (["marks", "--format", "moodle", "--item", "a1", "--course", "{}"], "a1-what-binds=Essay 1", 2),
        (["memos", "export", "a1-what-binds", "--course", "{}"], "nbgrader_config.py", 2),
        (["memos", "import", "{}/memos.zip", "--course", "{}"], "nbgrader_config.py", 2),
        (["course", "export-questions", "--lesson", "9.9", "-o", "{}/q.xml"], "lesson 9.9", 1),
        (["course", "export-questions", "--format", "gift", "-o", "{}/q.xml"], "moodle or qti", 2),
        (["course", "student-kit", "{}"], "holds something that is no kit", 2),
    ],
    ids=[
        "data check",
        "marks",
        "missing lesson",
        "lesson that fails",
        "demo",
        "marks for a platform",
        "no platform",
        "identities without a platform",
        "no item",
        "memos export",
        "memos import",
        "no lesson",
        "no format",
        "no kit",
    ],
)
def test_work_that_fails_is_one_line_on_stderr(tmp_path, arguments, names, code):
    cell = {"cell_type": "code", "id": "x", "source": "1 / 0", "metadata": {}, "outputs": [], "execution_count": None}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "fails.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    answer = run(*(argument.format(tmp_path) for argument in arguments))
    assert answer.returncode == code
    assert names in answer.stderr
    assert one_line(answer.stderr), answer.stderr


@pytest.mark.parametrize(("form", "begins"), [("moodle", b"<?xml"), ("qti", b"PK")])
def test_questions_are_written_for_a_platform(tmp_path, form, begins):
    answer = run("course", "export-questions", "--format", form, "--lesson", "1.2", "-o", str(tmp_path / "out"))
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith(f"3 questions written to {tmp_path / 'out'}.\n")
    assert (tmp_path / "out").read_bytes().startswith(begins)


def test_a_reader_that_goes_away_is_no_error():
    answer = subprocess.run(
        f"'{ILSLEARN}' binding Brazil C158 --json | true", shell=True, capture_output=True, text=True, check=True
    )
    assert "Traceback" not in answer.stderr
    assert "BrokenPipe" not in answer.stderr


def test_citations_are_found_in_a_file_and_in_what_is_piped_in(tmp_path):
    brief = tmp_path / "brief.txt"
    brief.write_text("Conventions Nos. 87 and 98.\nArticle 4 of Convention No. 158.", encoding="utf-8")
    answer = run("find-citations", str(brief), "--json")
    assert answer.returncode == 0
    assert [(one["code"], one["pinpoints"]) for one in json.loads(answer.stdout)] == [
        ("C087", []),
        ("C098", []),
        ("C158", ["4"]),
    ]
    assert "line 2: C158 4" in run("find-citations", str(brief)).stdout


def test_a_text_without_citations_is_a_no_and_a_missing_file_a_usage_error(tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_text("Nothing here.", encoding="utf-8")
    assert run("find-citations", str(empty)).returncode == 1
    missing = run("find-citations", str(tmp_path / "none.txt"))
    assert missing.returncode == 2
    assert "Traceback" not in missing.stderr


def test_progress_is_shown_exported_and_deleted(tmp_path):
    home = {"ILSLEARN_HOME": str(tmp_path / "home")}
    assert "Self-checks answered rightly: 0 of" in run("progress", **home).stdout
    kept = run("progress", "--export", str(tmp_path / "mine.csv"), "--delete", **home)
    assert kept.returncode == 0
    assert (tmp_path / "mine.csv").read_text().startswith("lesson,question,right,tries\n")
    assert "forgotten" in kept.stdout
    refused = run("progress", "--export", str(tmp_path / "mine.xls"), **home)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert len(refused.stderr.splitlines()) == 1


@pytest.fixture
def filled(tmp_path):
    """A sheet of three findings, as a spreadsheet might save it."""
    path = tmp_path / "filled.csv"
    rows = [
        "key;finding;source",
        "C098:1(1):1;not_met;Labour Relations Act, s. 5",
        "C098:6:1;met;Constitution, art. 41",
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    return str(path)


def test_a_profile_is_printed_in_words_or_in_json_or_written():
    words = run("profile", "Kenya", "--on", "2026-01-01")
    assert words.returncode == 0
    assert words.stdout.startswith("Kenya: normative profile on 1 January 2026")
    told = json.loads(run("profile", "Kenya", "--on", "2026-01-01", "--json").stdout)
    assert told == json.loads(json.dumps(ils.profile("Kenya", on="2026-01-01").to_dict()))


@pytest.mark.parametrize("name", ["kenya.docx", "kenya.md", "kenya.html", "kenya.txt"])
def test_a_profile_is_written_in_the_form_that_the_file_asks_for(name, tmp_path):
    answer = run("profile", "Kenya", "-o", str(tmp_path / name))
    assert (answer.returncode, answer.stdout) == (0, f"Written to {tmp_path / name}.\n")
    assert (tmp_path / name).exists()


def test_from_the_sheet_to_the_plan(filled, tmp_path):
    sheet = run("gaps", "Kenya", "--instruments", "C087,C098", "-o", str(tmp_path / "sheet.csv"))
    assert sheet.returncode == 0
    assert (tmp_path / "sheet.csv").read_text(encoding="utf-8-sig").startswith("key,instrument,article")
    gaps = json.loads(run("gaps", "Kenya", "--findings", filled, "--json").stdout)
    assert [row["key"] for row in gaps if row["points"]] == ["C098:1(1):1"]
    plan = run("plan", "Kenya", "--findings", filled, "--start", "2026-11-22", "--next-report", "C098=2028", "--json")
    assert [(row["key"], row["due_latest"]) for row in json.loads(plan.stdout)] == [("C098:1(1):1", "2028-09-01")]


@pytest.mark.parametrize(
    ("arguments", "names", "code"),
    [
        (["profile", "Liechtenstein"], "never was a Member", 2),
        (["profile", "ECTHR"], "no State", 2),
        (["profile", "Kenya", "-o", "kenya.odt"], ".docx", 2),
        (["gaps", "Kenya", "--instruments", "R198"], "R198", 1),
        (["gaps", "Kenya", "--findings", "missing.csv"], "missing.csv", 2),
        (["plan", "Kenya", "--findings", "{}", "--next-report", "C098"], "C098=2028", 2),
        (["plan", "Kenya", "--findings", "{}", "--next-report", "C098=7"], "number, such as 2028", 1),
    ],
)
def test_a_strategy_that_cannot_be_made_is_one_line(filled, arguments, names, code):
    answer = run(*(argument.format(filled) for argument in arguments))
    assert (answer.returncode, answer.stdout) == (code, "")
    assert one_line(answer.stderr), answer.stderr
    assert names in answer.stderr


def test_every_mistake_in_a_sheet_is_a_line(tmp_path):
    (tmp_path / "wrong.csv").write_text("key,finding\nC098:6:1,perhaps\nC098:3:1,met\n", encoding="utf-8")
    answer = run("gaps", "Kenya", "--findings", str(tmp_path / "wrong.csv"))
    assert answer.returncode == 1
    assert [line.split(":")[0] for line in answer.stderr.splitlines()[1:]] == ["Row 2 (C098", "Row 3 (C098"]
    assert "Traceback" not in answer.stderr


FRASER, BADER_BOP = "can-scc-2011-fraser", "zaf-cc-2002-bader-bop"


def test_compare_says_what_bound_whom_in_each_form(tmp_path):
    answer = run("compare", FRASER, BADER_BOP, "--format", "markdown")
    assert answer.returncode == 0
    assert "C098 did not bind Canada on the day of Fraser (29 April 2011)" in answer.stdout
    assert "registered on 14 June 2017" in answer.stdout
    assert "C087 bound each of the States on the day of its decision." in answer.stdout
    assert json.loads(run("compare", FRASER, BADER_BOP, "--format", "json").stdout)["differences"]
    assert run("compare", FRASER, BADER_BOP, "-o", str(tmp_path / "c.docx")).returncode == 0
    assert (tmp_path / "c.docx").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["compare", FRASER], 1),
        (["compare", FRASER, "nobody-v-nothing"], 2),
        (["compare", FRASER, BADER_BOP, "--format", "pdf"], 2),
        (["compare", FRASER, BADER_BOP, "-o", "c.pdf"], 2),
        (["search", "the"], 1),
        (["check-brief", "nowhere.md", "--country", "Kenya"], 2),
        (["check-brief", "README.md", "--country", "Narnia"], 2),
    ],
)
def test_what_cannot_be_done_is_one_line(arguments, code):
    answer = run(*arguments)
    assert answer.returncode == code
    assert one_line(answer.stderr)
    assert not answer.stdout


def test_search_prints_what_fits_and_why():
    answer = run("search", "minority", "union", "strike", "--country", "ZAF", "--kind", "decision", "--json")
    assert answer.returncode == 0
    assert json.loads(answer.stdout)[0]["id"] == BADER_BOP
    assert run("search", "zzzqqqxxx").returncode == 1


def test_check_brief_finds_the_faults_and_passes_the_clean_one(tmp_path):
    briefs = Path(__file__).parent / "cases" / "briefs"
    faulty = run("check-brief", str(briefs / "faulty.md"), "--country", "Canada", "--on", "2018-05-10", "--json")
    assert faulty.returncode == 1
    assert {item["level"] for item in json.loads(faulty.stdout)["findings"]} == {"error", "warning", "note"}
    marked = tmp_path / "marked.html"
    answer = run("check-brief", str(briefs / "clean.md"), "--country", "ZAF", "--on", "2026-03-02", "-o", str(marked))
    assert answer.returncode == 0
    assert marked.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_references_are_printed_or_written_to_a_file(tmp_path):
    printed = run("cite", "C098", "zaf-cc-2002-bader-bop")
    assert (printed.returncode, printed.stderr) == (0, "")
    assert printed.stdout == f"{ils.bibliography(['C098', 'zaf-cc-2002-bader-bop'])}\n"
    written = run("cite", "C098", "CFA-2166", "--style", "bibtex", "-o", str(tmp_path / "refs.bib"))
    assert (written.returncode, written.stderr) == (0, "")
    text = (tmp_path / "refs.bib").read_text(encoding="utf-8")
    assert text == f"{ils.bibliography(['C098', 'CFA-2166'], 'bibtex')}\n"


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["C999"], "C193"),
        (["Narnia v Archenland"], "Narnia v Archenland"),
        (["C098", "Turkey"], "fits"),
        (["C098", "--style", "apa"], "oscola, oscola-markdown, bibtex, csl"),
    ],
)
def test_a_reference_that_cannot_be_made_is_one_line_on_stderr_and_no_file(tmp_path, arguments, names):
    answer = run("cite", *arguments, "-o", str(tmp_path / "refs.bib"))
    assert (answer.returncode, answer.stdout) == (2, "")
    assert one_line(answer.stderr), answer.stderr
    assert names in answer.stderr
    assert not list(tmp_path.iterdir())
