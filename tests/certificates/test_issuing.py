"""Issued once, the same ever after; revoked for good; and the commands that do it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ilslearn.certificates.issuing import issue, revoke_certificate
from ilslearn.certificates.keys import PUBLIC
from ilslearn.certificates.register import FILE, issued
from ilslearn.certificates.verifying import verify
from ilslearn.errors import IlsError, UnusableFile
from tests.certificates.conftest import set_points

ILSLEARN = str(Path(sys.executable).with_name("ilslearn"))


def run(course, *arguments):
    return subprocess.run(
        [ILSLEARN, "certificate", *arguments], cwd=course.folder, capture_output=True, text=True, timeout=240,
        env={**os.environ, "COLUMNS": "200"}, check=False,
    )  # fmt: skip


def test_a_certificate_is_issued_and_verified_as_page_and_as_credential(given):
    assert [given.pdf.suffix, given.json.suffix] == [".pdf", ".json"]
    for file in (given.pdf, given.json):
        answer = verify(file, [given.key], name="Ada Lovelace")
        assert answer.valid
        assert answer.code == given.code
        assert answer.revocation == "not revoked"
        assert not verify(file, [given.key], name="Ben Okri").valid


def test_who_does_not_meet_the_rule_gets_none_and_no_key_is_made_for_that(course):
    with pytest.raises(IlsError, match="ben gets no certificate: lessons: 23 of 25 done") as caught:
        issue(course, "ben")
    assert len(str(caught.value).splitlines()) == 1
    assert not (course.folder / "issuer").exists()
    assert not (course.folder / "certificates").exists()


def test_everybody_who_meets_the_rule_gets_one(course):
    made = {one.student: one for one in issue(course)}
    assert [name for name, one in made.items() if one.files] == ["ada"]
    assert made["cleo"].refusal == "post-test: not handed in"
    assert "no certificate: points: 50 %" in str(made["dan"])


def test_the_same_certificate_is_made_again_byte_for_byte(course, given, tmp_path):
    (again,) = issue(course, "ada", out=tmp_path / "elsewhere")
    assert again.code == given.code
    assert [path.read_bytes() for path in again.files] == [given.pdf.read_bytes(), given.json.read_bytes()]
    assert again.notes == ()
    assert len(issued(course.folder / "issuer")) == 1


def test_changed_marks_and_names_are_told_and_change_nothing(course, given):
    before = given.json.read_bytes()
    set_points(course, "ada", 5.5)
    with course.gradebook() as book:
        book.update_or_create_student("ada", last_name="King")
    (again,) = issue(course, "ada")
    assert again.notes == (
        "The marks changed: 55 % of the points now, 80 % when it was issued.",
        "The rule is no longer met: points: 55 % of the points, 60 % asked.",
        "The gradebook now has the name Ada King; --again makes a certificate with it.",
    )
    assert given.json.read_bytes() == before


def test_a_new_one_is_made_when_it_is_asked_for_and_the_rule_is_met(course, given):
    (new,) = issue(course, "ada", again=True)
    assert new.code != given.code
    assert new.notes == (f"{given.code} stays valid until it is revoked.",)
    assert issue(course, "ada")[0].code == new.code
    set_points(course, "ada", 1)
    with pytest.raises(IlsError, match="points: 10 % of the points"):
        issue(course, "ada", again=True)


def test_a_revoked_certificate_is_told_with_day_and_reason(course, given):
    found, listed = revoke_certificate(course, given.code.lower().replace("-", ""), "The memo\nwas copied.")
    assert (found.student, listed.name) == ("ada", "revoked.json")
    answer = verify(given.pdf, [given.key])
    assert (answer.valid, answer.revocation) == (False, "revoked")
    assert answer.reason.startswith("It was revoked on ")
    assert answer.reason.endswith(" because: The memo was copied.")
    with pytest.raises(IlsError, match="It was revoked before"):
        revoke_certificate(course, given.code, "Again")
    with pytest.raises(IlsError, match=r"because: The memo was copied\.; a new one is made with --again"):
        issue(course, "ada")
    (new,) = issue(course, "ada", again=True)
    assert verify(new.files[0], [given.key]).valid
    assert not verify(given.pdf, [given.key]).valid


def test_a_list_of_revocations_elsewhere_is_read_when_it_is_named(course, given, tmp_path):
    key = tmp_path / "their.pub"
    key.write_bytes(given.key.read_bytes())
    assert verify(given.json, [key]).revocation == "not checked"
    listed = revoke_certificate(course, given.code, "Copied")[1]
    assert verify(given.json, [key]).valid
    assert verify(given.json, [key], revoked=listed).revocation == "revoked"


@pytest.mark.parametrize("change", ["revoked", "signature", "text", "gone"])
def test_a_list_that_is_not_the_issuers_is_refused(course, given, tmp_path, change):
    listed = revoke_certificate(course, given.code, "Copied")[1]
    written = json.loads(listed.read_text())
    if change == "revoked":
        written["revoked"] = []
    if change == "signature":
        written["proof"] = []
    other = tmp_path / "list.json"
    if change != "gone":
        other.write_text("no list" if change == "text" else json.dumps(written))
    with pytest.raises(IlsError, match=r"ask the issuer for revoked\.json again|cannot be read"):
        verify(given.json, [given.key], revoked=other)


def test_a_list_that_is_older_than_the_certificate_says_nothing_of_it(course, given, tmp_path):
    listed = course.folder / "issuer" / "revoked.json"
    row = json.loads((course.folder / "issuer" / FILE).read_text())
    assert json.loads(listed.read_text())["proof"][0]["created"] >= row["credential"]["validFrom"]
    from ilslearn.certificates.keys import issuer
    from ilslearn.certificates.revocation import renew
    from tests.certificates.conftest import WHEN

    renew(issuer(course.folder / "issuer"), WHEN.replace(year=2020))
    answer = verify(given.json, [given.key])
    assert (answer.valid, answer.revocation) == (True, "not checked")


def test_a_new_key_is_told_from_the_earlier_one(course, given):
    folder = course.folder / "issuer"
    folder.rename(course.folder / "issuer-2026")
    (new,) = issue(course, "ada")
    assert not verify(new.files[1], [course.folder / "issuer-2026" / PUBLIC]).valid
    assert verify(given.json, [course.folder / "issuer-2026" / PUBLIC]).valid
    with pytest.raises(IlsError, match=f"has no certificate {given.code}"):
        revoke_certificate(course, given.code, "Copied")


def test_a_damaged_register_stops_and_is_left_alone(course, given):
    register = course.folder / "issuer" / FILE
    register.write_text(register.read_text() + '{"code": ')
    before = register.read_bytes()
    with pytest.raises(IlsError, match=r"register\.jsonl is damaged at line 2"):
        issue(course, "ada")
    assert register.read_bytes() == before


def test_a_name_that_no_font_has_stops_nobody_else(course):
    with course.gradebook() as book:
        book.update_or_create_student("ada", first_name="\U000f0000")
        book.update_or_create_student("ben", first_name="Ben")
    (course.folder / "certificate.toml").write_text("[rule]\nlessons = 23\n")
    made = {one.student: one for one in issue(course)}
    assert made["ada"].refusal.startswith("No font on this machine has all letters of")
    assert made["ben"].files
    assert [row.student for row in issued(course.folder / "issuer")] == ["ben"]


def test_the_list_of_one_key_says_nothing_of_another_keys_certificates(course, given):
    (course.folder / "issuer").rename(course.folder / "issuer-2026")
    (new,) = issue(course, "ada")
    (course.folder / "issuer" / "revoked.json").unlink()
    both = [course.folder / "issuer-2026" / PUBLIC, course.folder / "issuer" / PUBLIC]
    answer = verify(new.files[0], both)
    assert (answer.valid, answer.revocation) == (True, "not checked")
    assert verify(given.pdf, [course.folder / "issuer-2026" / PUBLIC]).revocation == "not revoked"
    with pytest.raises(IlsError, match="is not the issuer's list"):
        verify(new.files[0], both, revoked=course.folder / "issuer-2026" / "revoked.json")


@pytest.mark.parametrize("student", ["../../evil", "a/b", "-rf", "x" * 200, "ünï"])
def test_no_name_of_a_student_leads_out_of_the_folder(course, student):
    (course.folder / "certificate.toml").write_text('[rule]\nlessons = 0\npost_test = ""\npoints = 0\n')
    with course.gradebook() as book:
        book.add_student(student)
    (made,) = issue(course, student)
    assert {path.parent for path in made.files} == {course.folder / "certificates"}
    assert all(path.is_file() for path in made.files)


@pytest.mark.long
@pytest.mark.thorough
def test_the_commands_from_status_to_revocation(course):
    status = run(course, "status", "--course", ".")
    assert status.returncode == 0
    assert "ada (Ada Lovelace): may have one" in status.stdout
    assert "✘ post-test: not handed in" in status.stdout
    refused = run(course, "issue", "--student", "ben", "--course", ".")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert len(refused.stderr.splitlines()) == 1
    made = run(course, "issue", "--all", "--course", ".", "--out", "given", "--json")
    assert made.returncode == 0
    ada = json.loads(made.stdout)[0]
    page = ada["files"][0]
    valid = run(course, "verify", page, "--key", "issuer/issuer-key.pub", "--name", "Ada Lovelace", "--json")
    assert (valid.returncode, json.loads(valid.stdout)["valid"]) == (0, True)
    revoked = run(course, "revoke", ada["code"], "--reason", "Copied work", "--course", ".")
    assert revoked.returncode == 0
    assert f"{ada['code']} (ada) is revoked. Publish the list: " in revoked.stdout
    after = run(course, "verify", page, "--course", ".")
    assert after.returncode == 1
    assert after.stdout.startswith("Not valid: It was revoked on ")


@pytest.mark.parametrize(
    ("arguments", "names", "code"),
    [
        (["issue", "--course", "."], "name a student, or ask for --all", 2),
        (["issue", "--all", "--student", "ada", "--course", "."], "name a student, or ask for --all", 2),
        (["issue", "--student", "nobody", "--course", "."], "no student 'nobody'", 1),
        (["issue", "--all", "--course", "nowhere"], "is no course folder", 2),
        (["revoke", "ABCD", "--reason", "x", "--course", "."], "has no key", 1),
        (["revoke", "ABCD", "--course", "."], "--reason", 2),
        (["verify", "nowhere.pdf"], "name a certificate", 2),
        (["verify", "nbgrader_config.py", "--key", "nowhere.pub"], "nowhere.pub cannot be read", 2),
    ],
)
def test_what_cannot_be_done_is_one_line(course, arguments, names, code):
    answer = run(course, *arguments)
    assert (answer.returncode, answer.stdout) == (code, "")
    assert names in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_a_reason_must_be_given(course, given):
    with pytest.raises(UnusableFile, match="Say why"):
        revoke_certificate(course, given.code, "  ")
