"""The catalogues of the interface: current, whole, and compiled from what stands beside them."""

import pytest

from ilslearn.translation.interface import (
    DOMAINS,
    OTHERS,
    compiled_bytes,
    faults,
    in_bytes,
    interface,
    path_of,
    questions,
    updated,
)
from ilslearn.translation.lessons import begun

TEMPLATES = {"ilslearn": interface(), "questions": questions()}
each = pytest.mark.parametrize(("language", "domain"), [(o, d) for o in OTHERS for d in DOMAINS])


@each
def test_a_catalogue_holds_each_text_of_the_code_and_no_other(language, domain):
    path = path_of(language, domain)
    assert in_bytes(updated(path, language, TEMPLATES[domain])) == path.read_bytes(), "run `ilslearn course catalogues`"


@each
def test_what_is_compiled_is_what_is_written(language, domain):
    path = path_of(language, domain)
    assert compiled_bytes(updated(path, language, TEMPLATES[domain])) == path.with_suffix(".mo").read_bytes()


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_the_interface_is_translated_with_its_places_for_values(language):
    assert list(faults(updated(path_of(language, "ilslearn"), language, TEMPLATES["ilslearn"]))) == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_questions_of_translated_lessons_are_translated(language):
    catalogue = updated(path_of(language, "questions"), language, TEMPLATES["questions"])
    done = tuple(lesson.stem.partition("-")[0] for lesson in begun(language))
    left = [one.id for one in catalogue if one.id and one.auto_comments[0].startswith(done) and not one.string]
    assert done
    assert left == []


def test_a_text_inside_an_f_string_and_a_plural_are_found():
    texts = {message.id for message in TEMPLATES["ilslearn"] if message.id}
    assert "Not legal advice." in texts
    assert ("{n} month after registration", "{n} months after registration") in texts


def test_a_fault_is_named(tmp_path):
    catalogue = updated(tmp_path / "none.po", "fr", TEMPLATES["ilslearn"])
    catalogue.get("Facts as of {day}.").string = "Données."
    said = list(faults(catalogue))
    assert any("'Facts as of {day}.' has other places" in one for one in said)
    assert any("is not translated" in one for one in said)
