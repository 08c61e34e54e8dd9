"""A whole round of review in a real nbgrader course, with work that is late, missing, damaged and hostile."""

import csv
import io
import json
import stat
from datetime import UTC, datetime, timedelta

import pytest

from ilslearn.errors import IlsError, UnusableFile
from ilslearn.grading.marks import marks_of
from ilslearn.peer.handout import assign
from ilslearn.peer.report import report, return_comments, write_report
from ilslearn.peer.reviews import collect
from ilslearn.peer.state import home_of, load
from tests.grading.conftest import ASSIGNMENT, cell_of
from tests.peer.conftest import MEMOS

pytestmark = pytest.mark.long

PEER = f"{ASSIGNMENT}-peer"
CRITERIA = ["What binds", "What may be used, and how", "Counter-argument", "Craft"]
FULL = {"What binds": 3, "What may be used, and how": 4, "Counter-argument": 1, "Craft": 1}


def state_of(classroom):
    return load(home_of(classroom.course.folder, ASSIGNMENT))


def memo_page(classroom, reviewer):
    return (home_of(classroom.course.folder, ASSIGNMENT) / "memos" / f"{reviewer}.html").read_text("utf-8")


def reviewing(memos, scores=FULL, comment="Clear.", **raw):
    def write(notebook):
        for number in range(1, memos + 1):
            cell_of(notebook, f"peer-{number}-scores")["source"] = f"scores_{number} = {scores!r}"
            comments = dict.fromkeys(CRITERIA, comment)
            cell_of(notebook, f"peer-{number}-comments")["source"] = f"comments_{number} = {comments!r}"
        for name, source in raw.items():
            cell_of(notebook, f"peer-{name.replace('_', '-')}")["source"] = source

    return write


@pytest.fixture
def assigned(classroom):
    classroom.done = assign(classroom.course.folder, ASSIGNMENT, k=2, seed=5)
    return classroom


def test_each_memo_goes_to_two_others_and_who_has_none_is_told(assigned):
    state = state_of(assigned)
    assert sorted(state.memos) == sorted(MEMOS)
    assert all(len(authors) == 2 and reviewer not in authors for reviewer, authors in state.pairs.items())
    told = " ".join(assigned.done.notes)
    assert "blank handed in no memo" in told
    assert "spoilt needs a person" in told
    assert "ada: masked in the memo, to be looked at: Lovelace, Ada, ada." in told
    assert (assigned.done.memos, assigned.done.new) == (6, 12)


def test_no_author_is_told_to_a_reviewer(assigned):
    for reviewer in MEMOS:
        page = memo_page(assigned, reviewer).lower()
        assert all(name not in page for name in ("lovelace", "blunt", "timestamp"))
        assert all(f">{student}" not in page for student in MEMOS)
    assert not list(assigned.course.folder.glob(f"exchange/ilslearn/outbound/{PEER}/*mallory*"))


def test_what_is_released_to_all_holds_no_memo_and_no_level_of_the_scheme(assigned):
    (released,) = (assigned.course.folder / "exchange" / "ilslearn" / "outbound" / PEER).glob("*")
    text = released.read_text("utf-8")
    assert "Membership binds too" not in text
    assert "not in force for Canada" not in text
    assert "SOLUTION" not in text
    assert all(name in text for name in CRITERIA)


def test_the_page_names_levels_but_neither_model_answer_nor_advice(assigned):
    page = memo_page(assigned, "ben")
    assert "says in which role each is used" in page
    assert "Do not accept" not in page
    assert "may not be applied as binding law" not in page


def test_each_reviewer_finds_the_own_page_and_no_other(assigned):
    shown = assigned.at_home("ben", f'ils.memos_to_review("{ASSIGNMENT}").html')
    assert shown.strip() == memo_page(assigned, "ben").strip()
    assert "IlsError: There are no reviews received" in assigned.at_home("ben", f'ils.reviews_received("{ASSIGNMENT}")')
    assert "IlsError: There are no memos" in assigned.at_home("blank", f'ils.memos_to_review("{ASSIGNMENT}")')


def test_pages_lie_where_nobody_can_list_them_and_the_rest_is_the_owners_alone(assigned):
    folder = assigned.course.folder
    feedback = folder / "exchange" / "ilslearn" / "feedback"
    assert stat.S_IMODE(feedback.stat().st_mode) == 0o711
    assert len(list(feedback.iterdir())) == len(MEMOS)
    collect(folder, ASSIGNMENT)
    write_report(folder, report(folder, ASSIGNMENT))
    return_comments(folder, ASSIGNMENT)
    for path in [folder / "peer", *(folder / "peer").rglob("*")]:
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) & ~wanted == 0, path
    assert json.loads((home_of(folder, ASSIGNMENT) / "state.json").read_text("utf-8"))["version"] == 1


def test_a_feedback_folder_that_others_can_list_is_refused(classroom):
    feedback = classroom.course.folder / "exchange" / "ilslearn" / "feedback"
    feedback.mkdir()
    feedback.chmod(0o755)
    with pytest.raises(IlsError, match="chmod 711"):
        assign(classroom.course.folder, ASSIGNMENT, k=2)


def test_a_second_run_hands_out_nothing_new_and_other_numbers_are_refused(assigned):
    before = state_of(assigned)
    assert assign(assigned.course.folder, ASSIGNMENT).new == 0
    assert state_of(assigned) == before
    with pytest.raises(IlsError, match="--k 2 --seed 5"):
        assign(assigned.course.folder, ASSIGNMENT, k=3)


def test_who_joins_late_or_drops_out_changes_little(assigned):
    before = state_of(assigned)
    assigned.hand_in_memo("late", "I was ill.")
    assigned.course.collect(ASSIGNMENT)
    done = assign(assigned.course.folder, ASSIGNMENT, without=["cem"])
    after = state_of(assigned)
    assert all(after.pairs[one][: len(authors)] == authors for one, authors in before.pairs.items())
    assert len(after.pairs["late"]) == 2
    assert sum("late" in authors for authors in after.pairs.values()) == 2
    assert done.new <= 2 + 2 + 2
    with pytest.raises(IlsError, match="nobody"):
        assign(assigned.course.folder, ASSIGNMENT, without=["nobody"])


def test_a_memo_stays_as_it_was_when_it_was_handed_out(assigned):
    assigned.hand_in_memo("ben", "Quite another memo.")
    assigned.course.collect(ASSIGNMENT)
    assign(assigned.course.folder, ASSIGNMENT)
    assert state_of(assigned).memos["ben"] == ["Membership binds too."]
    assert assigned.at_home("ben", f'ils.memos_to_review("{ASSIGNMENT}")').startswith(ASSIGNMENT)


def test_a_round_of_reviews(assigned):
    course = assigned.course
    assigned.hand_in(PEER, "ada", reviewing(2))
    assigned.hand_in(PEER, "ben", reviewing(2, {**FULL, "What binds": 1.5}, "I, ben, find it too short."))
    assigned.hand_in(PEER, "cem", reviewing(2, **{"1_scores": "import os; scores_1 = os.environ"}))
    assigned.hand_in(PEER, "dot", lambda notebook: "{ damaged")
    assigned.hand_in(PEER, "mallory", reviewing(2, comment="=HYPERLINK(1) <img src=x onerror=alert(1)>"))
    with course.gradebook() as book:
        book.find_assignment(PEER).duedate = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=1)
        book.db.commit()
    found = collect(course.folder, ASSIGNMENT)
    status = {one: (back["status"], back["late"]) for one, back in found.reviewers.items()}
    assert status == {
        "ada": ("complete", True), "ben": ("complete", True), "cem": ("needs_person", True),
        "dot": ("needs_person", True), "mallory": ("complete", True), "eve": ("missing", False),
    }  # fmt: skip
    assert "cem: needs a person (late): memo 1, scores: Line 1 cannot be read" in str(found)
    assert collect(course.folder, ASSIGNMENT) == found
    assert {mark.assignment for mark in marks_of(course)} == {ASSIGNMENT}

    told = report(course.folder, ASSIGNMENT)
    state = state_of(assigned)
    by_ada = [one for one in told.reviews if one.reviewer == "ada"]
    assert [one.author for one in by_ada] == sorted(state.pairs["ada"])
    assert {one.total for one in by_ada} == {9.0}
    assert {one.total for one in told.reviews if one.reviewer == "ben"} == {7.5}
    assert sum(one.reviews for one in told.memos) == len(told.reviews) == 2 + 2 + 2 + 2
    done = {one.reviewer: (one.done, one.asked) for one in told.reviewers}
    assert done["cem"] == (1, 2)
    assert done["eve"] == (0, 2)
    assert "few, so it says little" in str(told.agreement["Total"])
    assert "Ada Lovelace (ada)" in str(told)
    rows = list(csv.DictReader(io.StringIO(told.to_csv())))
    assert not any(row["comment"].startswith("=") for row in rows)

    where = write_report(course.folder, told)
    assert {path.name for path in where.iterdir()} == {"report.html", "report.docx", "report.csv", "report.json"}
    assert "<img" not in (where / "report.html").read_text("utf-8")
    assert json.loads((where / "report.json").read_text("utf-8"))["assignment"] == ASSIGNMENT

    given, by_hand = return_comments(course.folder, ASSIGNMENT)
    assert (given, by_hand) == (6, [])
    author = state.pairs["ben"][0]
    page = assigned.at_home(author, f'ils.reviews_received("{ASSIGNMENT}").html')
    assert "I, [name removed], find it too short." in page
    assert "<img" not in page
    assert not any(f">{student}" in page or f" {student}" in page for student in ("ben", "ada", "mallory"))


def test_without_the_exchange_pages_are_to_be_sent_by_hand(classroom):
    (classroom.course.folder / "submitted" / "eve" / ASSIGNMENT / "submission_secret.txt").unlink()
    done = assign(classroom.course.folder, ASSIGNMENT, k=2)
    assert any(note.startswith("eve did not hand in through the exchange: send ") for note in done.notes)


def test_a_class_of_at_most_k_reviews_everybody(classroom):
    done = assign(classroom.course.folder, ASSIGNMENT, k=7)
    assert any("Only 6 have a memo: each gets 5 reviews, not 7." in note for note in done.notes)


def test_what_cannot_be_done_is_one_sentence(classroom):
    with pytest.raises(IlsError, match="peer assign"):
        collect(classroom.course.folder, ASSIGNMENT)
    with pytest.raises(UnusableFile, match=ASSIGNMENT):
        assign(classroom.course.folder, "a1-what-bind")
    home = home_of(classroom.course.folder, ASSIGNMENT)
    assert not home.exists()
    home.mkdir(parents=True)
    (home / "state.json").write_text("{")
    with pytest.raises(UnusableFile, match="damaged"):
        assign(classroom.course.folder, ASSIGNMENT)
    (home / "state.json").write_text('{"version": 99}')
    with pytest.raises(UnusableFile, match="another version"):
        report(classroom.course.folder, ASSIGNMENT)
