"""Who meets the rule, and what is told of who does not."""

import json
import os

import pytest

from ilslearn.certificates.settings import COURSE, Rule, Settings, settings
from ilslearn.certificates.standing import clean_name, standing, standings
from ilslearn.errors import IlsError, UnusableFile
from tests.certificates.conftest import progress, set_points


def told(course, student):
    return {one.name: (one.met, one.text) for one in standing(course, student).requirements}


def test_everybody_of_the_gradebook_stands_somewhere(course):
    assert {one.student: one.met for one in standings(course)} == {
        "ada": True, "ben": False, "cleo": False, "dan": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("student", "name", "says"),
    [
        ("ben", "lessons", "23 of 25 done, by the learner's own record; not done: 6.2, 6.3"),
        ("cleo", "post-test", "not handed in"),
        ("dan", "points", "50 % of the points, 60 % asked"),
    ],
)
def test_what_is_missing_is_named(course, student, name, says):
    assert {one for one, (met, _) in told(course, student).items() if not met} == {name}
    assert told(course, student)[name][1] == says


@pytest.mark.parametrize(("points", "met"), [(5.99, False), (6.0, True), (6.01, True)])
def test_sixty_percent_is_sixty_percent(course, points, met):
    set_points(course, "ada", points)
    assert told(course, "ada")["points"][0] is met


def test_names_come_from_the_gradebook_or_are_the_id(course):
    assert [one.name for one in standings(course)] == ["Ada Lovelace", "Ben Okri", "cleo", "Dan #panic()"]


def test_an_unknown_student_gets_the_nearest_names(course):
    with pytest.raises(IlsError, match=r"no student 'adda'.* Did you mean ada"):
        standing(course, "adda")


def test_progress_may_be_handed_in_with_an_assignment_as_csv(course):
    (course.folder / "progress" / "ben.json").unlink()
    assert told(course, "ben")["lessons"] == (False, "no export of progress was handed in")
    rows = json.loads(progress())["checks"]
    lines = ["lesson,question,right,tries", *(f"{r['lesson']},{r['question']},True,1" for r in rows)]
    (course.folder / "submitted" / "ben" / "a1" / "progress.csv").write_text("\n".join(lines))
    assert standing(course, "ben").met


def test_two_exports_of_one_learner_are_taken_together(course):
    half = json.loads(progress())
    cut = [{**row, "right": row["lesson"] > "4"} for row in half["checks"]]
    rest = [{**row, "right": row["lesson"] < "4"} for row in half["checks"]]
    (course.folder / "progress" / "ben.json").write_text(json.dumps({**half, "checks": cut}))
    assert not standing(course, "ben").met
    (course.folder / "submitted" / "ben" / "a1" / "progress.json").write_text(json.dumps({**half, "checks": rest}))
    assert standing(course, "ben").met


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"checks": [1]}', "[" * 100_000, '{"checks": null}', "\0"])
def test_an_export_that_cannot_be_read_is_missing_and_stops_nobody(course, text):
    (course.folder / "progress" / "ben.json").write_text(text)
    assert "is no export of progress" in told(course, "ben")["lessons"][1]
    assert standing(course, "ada").met


@pytest.mark.skipif(os.name != "posix", reason="symbolic links")
def test_a_link_to_somebody_elses_export_is_not_followed(course):
    own = course.folder / "submitted" / "ben" / "a1" / "progress.json"
    own.symlink_to(course.folder / "progress" / "ada.json")
    assert "is no plain file" in told(course, "ben")["lessons"][1]


def test_the_rule_can_be_changed(course):
    (course.folder / "certificate.toml").write_text('[rule]\nlessons = 23\npost_test = ""\npoints = 50\n')
    assert all(one.met for one in standings(course))


def test_a_rule_that_asks_for_an_assignment_that_is_not_there_says_so(course):
    (course.folder / "certificate.toml").write_text('[rule]\npost_test = "exam"\n')
    assert "no assignment exam: release it" in told(course, "ada")["post-test"][1]


def test_without_a_file_the_settings_are_those_of_the_course(tmp_path):
    assert settings(tmp_path) == Settings()
    assert Settings().course == COURSE
    assert Settings().rule.in_words().startswith("25 lessons done; post-test handed in; 60 % of the points")
    assert [one.title[:2] for one in Settings().modules()] == ["1.", "2.", "3.", "4.", "5.", "6."]


def test_the_issuers_own_hours_stand_in_place_of_reading_time(tmp_path):
    (tmp_path / "certificate.toml").write_text("[hours]\n1 = 4.5\n2 = 6\n")
    assert [one.time for one in settings(tmp_path).modules()][:2] == ["4.5 h", "6 h"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("issuer = ", "cannot be read"),
        ("issuer = 7", "issuer must be a text"),
        ("isuer = 'x'", "Did you mean issuer"),
        (f"issuer = '{'x' * 301}'", "issuer is longer than 300 characters"),
        ("[rule]\npoints = '60'", "rule.points must be a whole number"),
        ("[rule]\npoints = true", "rule.points must be a whole number"),
        ("[rule]\npoints = 101", "points between 0 and 100"),
        ("[rule]\nlessons = 26", "lessons must lie between 0 and 25"),
        ("[rule]\npercent = 60", "'percent', which is no setting"),
        ("[hours]\n9 = 1", "hours.9 is not"),
        ("[hours]\n1 = 'four'", "hours.1 is not"),
        ("rule = 1", "rule must be a table"),
    ],
)
def test_settings_that_cannot_be_used_are_one_sentence(tmp_path, text, says):
    (tmp_path / "certificate.toml").write_text(text)
    with pytest.raises(UnusableFile, match=says) as caught:
        settings(tmp_path)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("written", "clean"),
    [("Ada\t Lovelace ", "Ada Lovelace"), ("\u202eadA", "adA"), ("Ade\u0301", "Adé"), ("علي\u200f", "علي"), ("\0", "")],
)
def test_a_name_has_one_form(written, clean):
    assert clean_name(written) == clean


def test_a_rule_may_ask_nothing():
    assert Rule(lessons=0, post_test="", points=0).in_words() == "nothing was asked."
