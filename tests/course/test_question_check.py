"""A fault in the question bank is named with file, line and field: one line a case."""

import pytest

from ilslearn.course.question_check import check_questions
from ilslearn.data_check import check

SOURCE = "https://fedlex.data.admin.ch/eli/cc/2001/188"
SOUND = f"""lesson = "9.1"

[[question]]
id = "9.1-a"
prompt = "May it?"
form = "choice"
choices = ["yes", "no", "never"]
answer = "yes"
right = "It may."
otherwise = "Think again."
sources = ["{SOURCE}"]

[question.replies]
"no" = "Why not?"
"never" = "Never?"

[[question]]
id = "9.1-b"
prompt = "When?"
form = "date"
fact = {{ country = "Canada", instrument = "C098", on = "2018-06-14", field = "since" }}
right = "Then."
otherwise = "Think again."
sources = ["{SOURCE}"]

[question.replies]
"2017-06-14" = "Too early."
"""

REPLIES = '\n[question.replies]\n"no"'

# What is replaced, by what, the line of the question, the field that is named, words of the message
FAULTS = {
    "the key is not among the options": ('answer = "yes"', 'answer = "perhaps"', 3, "answer", "not one of the answers"),
    "the key is in another form": ('answer = "yes"', 'answer = "Yes"', 3, "answer", "not written as it is compared"),
    "a wrong option has no reply": ('"never" = "Never?"', "", 3, "replies", "'never' has no reply"),
    "a reply to no option": ('"never" = ', '"ever" = ', 3, "replies", "'ever' is no answer"),
    "a reply to the right answer": ('"2017-06-14" = ', '"2018-06-14" = ', 17, "replies", "is the right answer"),
    "a reply to no day": ('"2017-06-14" = ', '"2017" = ', 17, "replies", "no answer that can be given"),
    "a reply in another form": ('"no" = "Why', '"No" = "Why', 3, "replies", "write it so"),
    "a source that is no address": (f'"{SOURCE}"', '"the library"', 3, "sources", "is not an address"),
    "a source that stands nowhere": (f'"{SOURCE}"', '"https://example.org/a"', 3, "sources", "no row of the tables"),
    "no source": (f'["{SOURCE}"]', "[]", 3, "sources", "at least one source"),
    "a mark that is not needed": (REPLIES, f'\nnot_in_tables = ["{SOURCE}"]{REPLIES}', 3,
                                 "not_in_tables", "does stand in the tables"),
    "a mark of no source": (REPLIES, f'\nnot_in_tables = ["https://example.org"]{REPLIES}', 3,
                            "not_in_tables", "is not among the sources"),
    "an id twice": ('"9.1-b"', '"9.1-a"', 17, "id", "already the id of a question in questions/9.1.toml"),
    "an id of another lesson": ('"9.1-b"', '"9.2-b"', 17, "id", "must begin with the lesson, 9.1-"),
    "an unknown form": ('form = "date"', 'form = "song"', 17, "form", "'song' is no form"),
    "an unknown field": ('prompt = "When?"', 'prompt = "When?"\nhint = "June"', 17, "hint", "is no field"),
    "a missing field": ('prompt = "When?"\n', "", 17, "prompt", "is missing"),
    "an answer written twice": ('prompt = "When?"', 'prompt = "When?"\nanswer = "2018-06-14"', 17, "answer", "once"),
    "a fact of nowhere": ('country = "Canada"', 'country = "Narnia"', 17, "fact", "cannot be given"),
    "a fact without its field": (', field = "since"', "", 17, "fact", "cannot be given"),
    "nothing said to other answers": ('right = "Then."\notherwise = "Think again."', 'right = "Then."\notherwise = " "',
                                      17, "otherwise", "must say something"),
    "a file that cannot be read": ('prompt = "May it?"', "prompt = May it?", 1, "file", "cannot be read"),
}  # fmt: skip


def test_the_bank_is_sound():
    assert check_questions() == []


def test_a_sound_file_has_no_problem(tmp_path):
    (tmp_path / "9.1.toml").write_text(SOUND)
    assert check_questions(tmp_path) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_file_line_field_and_reason(name, tmp_path):
    old, new, line, field, words = FAULTS[name]
    assert old in SOUND
    (tmp_path / "9.1.toml").write_text(SOUND.replace(old, new, 1))
    found = check_questions(tmp_path)
    assert any(
        (one.table, one.row, one.field) == ("questions/9.1.toml", line, field) and words in one.message for one in found
    ), [str(one) for one in found]


def test_a_source_that_stands_in_no_table_may_be_marked(tmp_path):
    url = "https://example.org/a"
    marked = SOUND.replace(f'sources = ["{SOURCE}"]', f'sources = ["{url}"]\nnot_in_tables = ["{url}"]', 1)
    (tmp_path / "9.1.toml").write_text(marked)
    assert check_questions(tmp_path) == []


def test_an_id_that_stands_in_two_files_is_named(tmp_path):
    for name in ("9.1.toml", "9.1 copy.toml"):
        (tmp_path / name).write_text(SOUND)
    assert {(one.table, one.field) for one in check_questions(tmp_path)} == {("questions/9.1.toml", "id")}


def test_the_problems_of_the_facts_and_of_the_questions_are_of_one_kind(tmp_path):
    (tmp_path / "9.1.toml").write_text(SOUND.replace('answer = "yes"', 'answer = "perhaps"'))
    assert sorted([*check(), *check_questions(tmp_path)])[0].table == "questions/9.1.toml"


ITEM = f"""lesson = "bank-9"

[[question]]
id = "bank-9-a1"
strand = "1b"
prompt = "May it?"
form = "choice"
graded = true
points = 1
choices = ["yes", "no", "never"]
answer = "yes"
rests_on = ["final_articles:C098"]
right = "It may."
otherwise = ""
sources = ["{SOURCE}"]

[question.replies]
"no" = "Why not?"
"never" = "Never?"
"""


@pytest.mark.parametrize(
    ("sound", "fault", "field", "words"),
    [
        ('strand = "1b"', 'strand = "9z"', "strand", "is no strand of knowledge.toml"),
        ("points = 1", "points = 2", "form", "worth 1 point"),
        ('rests_on = ["final_articles:C098"]\n', "", "rests_on", "on which the key rests"),
        ("final_articles:C098", "final_articles:C999", "rests_on", "is no row"),
        ("final_articles:C098", "instruments:C081", "rests_on", "is not confirmed"),
        ('"never" = "Never?"', "", "replies", "'never' has no reply"),
    ],
)
def test_a_fault_of_an_item_of_the_knowledge_tests_is_named(tmp_path, sound, fault, field, words):
    path = tmp_path / "bank-9.toml"
    path.write_text(ITEM, encoding="utf-8")
    assert check_questions(tmp_path) == []
    path.write_text(ITEM.replace(sound, fault), encoding="utf-8")
    (found,) = check_questions(tmp_path)
    assert found.field == field
    assert words in found.message
