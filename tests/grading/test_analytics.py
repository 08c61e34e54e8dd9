"""The analysis of a class: figures against hand and brute force, planted faults, small and large classes, a course."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilslearn.course.knowledge import TESTS, blueprint
from ilslearn.errors import IlsError
from ilslearn.grading.analytics import analyse, demonstration, of_course
from ilslearn.grading.analytics.gain import gain_of, learners, reliability
from ilslearn.grading.analytics.items import LEAST, item_figures, option_figures, with_rest
from ilslearn.grading.analytics.repairs import repairs
from ilslearn.grading.analytics.responses import COLUMNS
from ilslearn.grading.cycle import Course, copy_course
from ilslearn.grading.simulation import Simulated, graded_questions, hand_write
from ilslearn.grading.sitting import answers_of, sit

ALL = range(1, len(blueprint().strands) + 1)
OTHER = "a2-roles-of-international-law"


def everything(assignment):
    return tuple(one.id for one in graded_questions(assignment.partition("-")[0]))


def command(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "ilslearn.cli", "analytics", *arguments],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip


def answers(scores, assignment="pre-test", form="A", item="i"):
    """Answers from a matrix of scores, a row for each student; NaN for an item that was not given."""
    rows = [
        (f"s{s}", assignment, form, f"{item}{i}", "choice", 3, "a" if score else "b", "a", float(score))
        for s, row in enumerate(scores) for i, score in enumerate(row) if not np.isnan(score)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def class_of(n, items, seed, shift=0.0):
    """Right and wrong answers of a class to sound items, which a third of those who do not know get right."""
    dice = np.random.default_rng(seed)
    ability = dice.normal(shift, 1, (n, 1))
    hard = np.linspace(-1, 1, items)
    known = 1 / (1 + np.exp(-1.5 * (ability - hard)))
    return (dice.random((n, items)) < 1 / 3 + 2 / 3 * known).astype(float)


def figures(responses):
    return item_figures(with_rest(responses)).set_index("item")


def test_the_discrimination_is_the_corrected_item_total_correlation():
    scores = class_of(80, 12, 1)
    found = figures(answers(scores))
    for i in range(12):
        expected = np.corrcoef(scores[:, i], np.delete(scores, i, axis=1).sum(axis=1))[0, 1]
        assert found.loc[f"i{i}", "discrimination"] == pytest.approx(expected)
        assert found.loc[f"i{i}", "difficulty"] == pytest.approx(scores[:, i].mean())
        assert found.loc[f"i{i}", "low"] < expected < found.loc[f"i{i}", "high"]


def test_an_item_that_was_not_given_counts_neither_way():
    one, other = answers(class_of(60, 8, 2)), answers(class_of(60, 8, 3), form="B", item="j")
    both = pd.concat([one, other.assign(student="t" + other["student"])], ignore_index=True)
    alone, together = figures(one), figures(both)
    pd.testing.assert_frame_equal(together.loc[alone.index], alone)
    assert together.loc["j0", "n"] == 60


def test_growth_between_two_tests_is_no_discrimination():
    dice = np.random.default_rng(4)
    noise = [(dice.random((200, 10)) < share).astype(float) for share in (0.2, 0.9)]
    both = pd.concat(
        [answers(noise[0]), answers(noise[1], assignment="post-test").assign(student="other")
         .assign(student=lambda frame: [f"t{k // 10}" for k in range(len(frame))])],
        ignore_index=True,
    )  # fmt: skip
    assert figures(both)["discrimination"].abs().max() < 0.2


def test_an_answer_is_counted_in_the_third_of_who_gave_it():
    scores = np.array([[k < 20, *[j < k for j in range(30)]] for k in range(30)], dtype=float)  # 20 weakest are right
    table = option_figures(with_rest(answers(scores)))
    first = table[table["item"] == "i0"].set_index("answer")
    assert first.loc["a", ["n", "is_right"]].tolist() == [20, True]
    assert (first.loc["a", "lower"], first.loc["a", "upper"]) == (1.0, 0.0)
    assert (first.loc["b", "lower"], first.loc["b", "upper"]) == (0.0, 1.0)


def test_sound_items_are_left_alone():
    responses = answers(class_of(120, 18, 5))
    given = with_rest(responses)
    assert repairs(item_figures(given), option_figures(given)) == ()


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("negative", lambda scores, able: ~able),
        ("distractor", lambda scores, able: ~able),
        ("below_chance", lambda scores, able: np.arange(len(able)) % 20 == 0),
    ],
)
def test_each_fault_is_found_and_told(kind, spoil):
    scores = class_of(120, 18, 6)
    able = scores.mean(axis=1) > np.median(scores.mean(axis=1))
    scores[:, 7] = spoil(scores, able)
    given = with_rest(answers(scores))
    (found,) = repairs(item_figures(given), option_figures(given))
    assert found.item == "i7"
    assert kind in found.kinds
    assert len(found.kinds) == len(found.reasons)


@pytest.mark.parametrize("seed", [7, 1, 2])
def test_exactly_the_planted_items_are_found(seed):
    answer, planted = demonstration(60, seed)
    found = {repair.item: repair.kinds for repair in answer.repairs}
    assert set(found) == {one.item for one in planted}
    assert len(planted) == 3
    assert all(one.kind in found[one.item] for one in planted if one.kind != "distractor")
    assert answer.gain.n == 60
    assert answer.gain.effect_low > 0


def test_the_same_seed_makes_the_same_class():
    assert demonstration(30, 3)[0].to_dict() == demonstration(30, 3)[0].to_dict()
    assert demonstration(30, 3)[1] != demonstration(30, 4)[1]


def test_the_gain_by_hand():
    before, after = [0.2, 0.4, 0.5, 1.0], [0.6, 0.7, 0.5, 1.0]
    frames = [
        pd.DataFrame([(f"s{k}", test, "A", "x", "choice", 3, "a", "a", share) for k, share in enumerate(shares)],
                     columns=list(COLUMNS))
        for test, shares in zip(TESTS, (before, after), strict=True)
    ]  # fmt: skip
    table = learners(pd.concat(frames), *TESTS)
    assert table["gain"].tolist() == pytest.approx([0.4, 0.3, 0.0, 0.0])
    assert table["normalised"].tolist()[:3] == pytest.approx([0.5, 0.5, 0.0])
    assert np.isnan(table["normalised"][3]), "nothing was left to be learnt"
    gain = gain_of(table)
    assert (gain.n, gain.effect) == (4, None)
    assert gain.raw == pytest.approx(0.175)
    assert gain.normalised == pytest.approx(0.175 / 0.475)


def test_the_effect_size_by_hand():
    dice = np.random.default_rng(8)
    before = dice.random(40) * 0.6
    after = before + 0.2 + dice.normal(0, 0.05, 40)
    gain = gain_of(pd.DataFrame({"before": before, "after": after}))
    mean_deviation = np.sqrt((before.var(ddof=1) + after.var(ddof=1)) / 2)
    assert gain.effect == pytest.approx((after - before).mean() / mean_deviation)
    assert gain.effect_low < gain.effect < gain.effect_high


def test_the_reliability_is_kr_20_for_right_and_wrong_answers():
    scores = class_of(50, 18, 9)
    (found,) = reliability(answers(scores))
    p, k = scores.mean(axis=0), scores.shape[1]
    kr20 = k / (k - 1) * (1 - (p * (1 - p)).sum() / scores.sum(axis=1).var(ddof=0))
    assert (found.n, found.items) == (50, 18)
    assert found.alpha == pytest.approx(kr20)
    assert found.low < found.alpha < found.high


def test_a_class_of_five_is_told_what_can_be_told():
    pair = [answers(class_of(5, 18, 10)), answers(class_of(5, 18, 11, 1.5), assignment="post-test", form="B", item="j")]
    answer = analyse(pd.concat(pair, ignore_index=True), "five")
    assert answer.gain.n == 5
    assert answer.gain.effect is None
    assert answer.items["discrimination"].isna().all()
    assert answer.repairs == ()
    assert {test.alpha for test in answer.reliability} == {None}
    said = " ".join(answer.withheld)
    assert "n is small: 5 took both tests" in said
    assert "No reliability" in said
    assert "withheld" in str(answer)


def test_nobody_took_both():
    answer = analyse(answers(class_of(20, 6, 12)), "one test")
    assert answer.gain is None
    assert "nobody has marks for both" in " ".join(answer.withheld)
    assert "no gain to tell" in str(answer)


def test_an_item_met_in_both_tests_is_told():
    same = [answers(class_of(12, 6, seed), assignment=test) for seed, test in zip((15, 16), TESTS, strict=True)]
    assert "12 students met a question in both tests" in analyse(pd.concat(same, ignore_index=True), "x").withheld[0]
    apart = [same[0], same[1].assign(item="j" + same[1]["item"])]
    assert "in both tests" not in " ".join(analyse(pd.concat(apart, ignore_index=True), "x").withheld[:1])


def test_everybody_is_alike():
    answer = analyse(answers(np.ones((12, 6))), "alike")
    assert answer.items["discrimination"].isna().all()
    assert answer.repairs == ()
    assert answer.reliability[0].alpha is None


def test_two_thousand_students():
    scores = class_of(2000, 18, 13)
    scores[:, 4] = 1 - scores[:, 4]
    pair = [answers(scores), answers(class_of(2000, 18, 14, 1.0), assignment="post-test", form="B", item="j")]
    answer = analyse(pd.concat(pair, ignore_index=True), "large")
    assert answer.gain.n == 2000
    assert len(answer.items) == 36
    assert [repair.item for repair in answer.repairs] == ["i4"]
    assert "2000 students" in str(answer)


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 25), st.integers(1, 6), st.integers(0, 10**6), st.floats(0, 1))
def test_figures_stay_in_their_bounds(n, items, seed, missing):
    dice = np.random.default_rng(seed)
    scores = dice.integers(0, 2, (n, items)).astype(float)
    scores[dice.random((n, items)) < missing] = np.nan
    responses = answers(scores)
    if responses.empty:
        return
    given = with_rest(responses)
    table, options = item_figures(given), option_figures(given)
    assert table["difficulty"].between(0, 1).all()
    assert table["discrimination"].dropna().between(-1, 1).all()
    assert (table.loc[table["n"] < LEAST, "discrimination"].isna()).all()
    assert options.groupby("item")["share"].sum().to_numpy() == pytest.approx(1)
    repairs(table, options)


@pytest.mark.long
def test_the_report_is_kept_in_every_form(tmp_path):
    answer, _ = demonstration(40, 7)
    for name in ("report.html", "report.docx", "report.md", "report.txt"):
        assert answer.save(tmp_path / name).stat().st_size > 2000
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count("<img alt=") == 2
    assert "Source: marks of the two tests; n = 40" in page
    assert json.loads(json.dumps(answer.to_dict()))["gain"]["n"] == 40


def test_without_pingouin_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pingouin", None)
    with pytest.raises(IlsError, match=r"pip install 'ilslearn\[analytics\]'"):
        demonstration(30, 7)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course in which five students took both tests, one of them the form of another after the course."""
    made = Course(copy_course(tmp_path_factory.mktemp("analytics") / "course"))
    for test, known in zip(TESTS, (6, 12), strict=True):
        made.release(test)
        for k, student in enumerate(("ana", "ben", "cyd", "dov", "eve")):
            folder = made.folder / "submitted" / student / test
            folder.mkdir(parents=True)
            released = made.folder / "release" / test / f"{test}.ipynb"
            (folder / released.name).write_bytes(released.read_bytes())
            me = "ana" if (student, test) == ("eve", "post-test") else student
            sit(folder, test, me, answers_of(test, me, {number: number <= known + k for number in ALL}))
        made.grade(test)
    made.release(OTHER)
    for student, right in (("ana", everything(OTHER)), ("ben", ())):
        folder = made.folder / "submitted" / student / OTHER
        shutil.copytree(made.folder / "release" / OTHER, folder)
        hand_write(Simulated(student, "all right", right, 0), made.folder / "source" / OTHER, folder)
    made.grade(OTHER)
    return made


@pytest.mark.long
def test_a_course_is_read_from_its_gradebook_and_graded_notebooks(course):
    answer = of_course(course)
    table = answer.students.set_index("student")
    assert table["before"].to_dict() == pytest.approx({n: (6 + k) / 18 for k, n in enumerate(table.index)})
    assert table.loc["ana", "normalised"] == pytest.approx(0.5)
    assert answer.gain.n == 4
    assert "waits for a person: eve (post-test)" in answer.withheld[0]
    ana = answer.responses[(answer.responses["student"] == "ana") & (answer.responses["assignment"] == "pre-test")]
    assert len(ana) == len(ALL)
    assert ((ana["answer"] == ana["right"]) == (ana["score"] == 1)).all()


@pytest.mark.long
def test_the_items_of_another_assignment_are_read_too(course):
    responses = of_course(course).responses
    there = responses[responses["assignment"] == OTHER]
    assert set(there["item"]) == set(everything(OTHER))
    assert set(there[there["student"] == "ana"]["score"]) == {1.0}
    choices = there[there["kind"] == "choice"]
    assert ((choices["answer"] == choices["right"]) == (choices["student"] == "ana")).all()


@pytest.mark.long
def test_the_command_on_a_course(course, tmp_path):
    answer = command("--course", str(course.folder), "-o", str(tmp_path / "report.docx"))
    assert (answer.returncode, answer.stderr) == (0, "")
    assert (tmp_path / "report.docx").stat().st_size > 20_000
    told = json.loads(command("--course", str(course.folder), "--json").stdout)
    assert told["gain"]["n"] == 4


@pytest.mark.long
def test_the_command_on_a_simulated_class():
    answer = command("--demo")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "Students who took both tests: 60" in answer.stdout
    assert "All three were found, and no other." in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "names"), [(["--course", "no/such/folder"], "no course folder"), (["--demo", "-o", "x.pdf"], "x.pdf")]
)
def test_what_the_command_cannot_do_is_one_line(arguments, names):
    answer = command(*arguments)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert len(answer.stderr.splitlines()) == 1
    assert names in answer.stderr


@pytest.mark.long
def test_a_course_without_marks_says_what_to_do(tmp_path):
    empty = Course(copy_course(tmp_path / "course"))
    with pytest.raises(IlsError, match="collect and grade a test first"):
        of_course(empty)
