"""The whole course on a simulated class: every mark, and a certificate for exactly those who met the rule."""

import json

import pytest

from ilslearn.certificates.demonstration import demonstrate
from ilslearn.grading.cycle import Course
from ilslearn.grading.demo import run_demo


@pytest.mark.long
@pytest.mark.thorough
def test_the_whole_course_gives_marks_and_certificates_as_expected(tmp_path, capsys):
    run = {"students": 12, "seed": 7, "out": tmp_path / "out", "afterwards": demonstrate, "as_json": True}
    assert run_demo(**run) is True
    told = json.loads(capsys.readouterr().out)
    assert told["assignments"] == Course(tmp_path / "out" / "course").assignments()
    assert {"pre-test", "post-test", "a7-moot"} <= set(told["assignments"])
    assert len(told["students"]) == 12 * len(told["assignments"])
    certificates = told["certificates"]
    assert certificates["issued"] == certificates["expected"]
    assert 0 < len(certificates["issued"]) < 12
    assert "validFrom was changed" in certificates["noticed"]
    assert run_demo(**run) is True
    assert json.loads(capsys.readouterr().out)["certificates"] == certificates
    # A mark that is lost is seen: the certificate stands, and no longer fits.
    with Course(tmp_path / "out" / "course").gradebook() as book:
        for grade in book.find_submission("a7-moot", certificates["issued"][0]).notebooks[0].grades:
            grade.manual_score = 0
        book.db.commit()
    assert run_demo(**run) is False
