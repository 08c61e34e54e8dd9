"""The story of a supplier: every way leads to an end, everything said has a source, nothing is lost to a slip."""

import re
from html.parser import HTMLParser

import pytest

import ilslearn as ils
from ilslearn.course.story import measures, scenes

SCENES = list(scenes().values())
CHOICES = [(scene, choice) for scene in SCENES for choice in scene.choices]
EVERYTHING = [*SCENES, *(choice for _, choice in CHOICES), *measures()]
ENDS = [scene for scene in SCENES if not scene.choices]

each_scene = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.id)
each_choice = pytest.mark.parametrize(("scene", "choice"), CHOICES, ids=lambda one: getattr(one, "id", None))


def paths():
    """Every way through the story, as letters with the scenes passed; a circle would pass one scene twice."""
    ways, whole = [("", (SCENES[0].id,))], []
    while ways:
        letters, passed = ways.pop()
        choices = scenes()[passed[-1]].choices
        if not choices:
            whole.append((letters, passed))
        for choice in choices:
            assert choice.to not in passed, f"{letters + choice.letter} goes in a circle"
            ways.append((letters + choice.letter, (*passed, choice.to)))
    return whole


def walk(letters):
    stand = ils.supplier()
    for letter in letters:
        stand = ils.supplier(letter)
    return stand


@each_choice
def test_every_choice_leads_to_a_scene(scene, choice):
    assert choice.to in scenes()


def test_every_path_ends_and_every_scene_lies_on_one():
    assert {passed[-1] for _, passed in paths()} == {scene.id for scene in ENDS}
    assert {scene for _, passed in paths() for scene in passed} == set(scenes())


def test_there_is_something_to_choose_and_the_good_way_has_no_place_of_its_own():
    assert all(len(scene.choices) >= 2 for scene in SCENES if scene.choices)
    assert len({choice.letter for _, choice in CHOICES if choice.verdict == "In line"}) >= 3


@each_scene
def test_a_scene_offers_letters_in_order(scene):
    assert "".join(choice.letter for choice in scene.choices) == "abcdef"[: len(scene.choices)]


@each_scene
def test_a_scene_has_a_source_and_says_what_remains_open(scene):
    assert scene.sources
    assert scene.open.strip()
    assert scene.text.strip()


@each_choice
def test_a_choice_says_why_and_is_measured_by_a_source(scene, choice):
    assert choice.why.strip()
    assert choice.measured.strip()
    assert choice.sources


def test_a_provision_that_is_named_is_in_the_facts_and_confirmed():
    known = ils.requirements()
    for source in {one for item in EVERYTHING for one in item.sources}:
        assert re.match(r"https?://", source.url)
        if article := re.fullmatch(r"(C\d{3}), art\. (\S+)", source.name):
            rows = known[(known["instrument"] == article[1]) & (known["article"] == article[2])]
            assert len(rows), source.name
            assert set(rows["verified"]) == {"confirmed"}
            assert all(source.url in urls for urls in rows["source_url"])


def test_the_debrief_measures_by_the_three_conventions_the_declaration_and_the_two_services():
    names = [one.name for one in measures()]
    assert names[:4] == ["Convention No. 87", "Convention No. 98", "Convention No. 135", "MNE Declaration"]
    assert names[4:] == ["ILO Helpdesk", "Company-union dialogue"]
    assert all(one.sources for one in measures())


def test_the_verdicts_are_few_and_plain():
    assert {choice.verdict for _, choice in CHOICES} == {
        "In line",
        "Partly in line",
        "Wrong door",
        "Against the guidance",
        "Against the rules of the service",
        "Against the standards",
    }


def test_every_path_ends_with_a_debrief_of_each_choice(home):
    for letters, passed in paths():
        stand = walk(letters)
        assert stand.scene.id == passed[-1]
        assert stand.ended
        assert len(stand.taken) == len(letters)
        assert all(choice.measured in str(stand) for choice in stand.taken)
        assert all(one.text in str(stand) for one in measures())


def test_the_same_letters_always_tell_the_same_story(home):
    assert walk("cbbbbbb")._repr_html_() == walk("cbbbbbb")._repr_html_()


def test_it_starts_is_kept_goes_back_and_starts_again(home):
    assert ils.supplier().scene.id == "message"
    assert ils.supplier("c").scene.id == "records"
    assert (home / "supplier").read_text() == "c"
    assert ils.supplier("").scene.id == "records"
    assert ils.supplier(" B ").scene.id == "helpdesk"
    assert ils.supplier("back").scene.id == "records"
    assert ils.supplier().scene.id == "message"
    assert ils.supplier("back").scene.id == "message"


@pytest.mark.parametrize("slip", ["d", "ab", "yes", "é", 1, ["a"], b"a"])
def test_a_slip_changes_nothing_and_is_answered_in_one_sentence(home, slip):
    ils.supplier()
    ils.supplier("a")
    with pytest.raises(ils.UnknownAnswer):
        ils.supplier(slip)
    assert ils.supplier("").scene.id == "exit"


def test_after_the_end_there_is_only_the_start(home):
    walk("ab")
    with pytest.raises(ils.UnknownAnswer, match="starts it again"):
        ils.supplier("a")


@pytest.mark.parametrize("damage", ["z", "cccc", "\x00", "\udcff", "a" * 10_000])
def test_a_damaged_file_starts_afresh(home, damage):
    home.mkdir()
    (home / "supplier").write_bytes(damage.encode("utf-8", "surrogateescape"))
    assert ils.supplier("").scene.id == "message"


def test_a_file_in_place_of_the_folder_is_no_obstacle(home):
    home.write_text("not a folder")
    assert ils.supplier("c").scene.id == "records"


class Outline(HTMLParser):
    """Open tags must be closed in order; a screen reader depends on it."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("letters", ["", "c", "ab", "cbbbbbb"])
def test_the_html_is_well_formed_labelled_and_says_that_the_story_is_invented(home, letters):
    html = walk(letters)._repr_html_()
    outline = Outline()
    outline.feed(html)
    assert outline.open == []
    assert outline.seen[0] == ("div", outline.seen[0][1])
    assert "invented" in outline.seen[0][1]["aria-label"]
    assert all(attrs.get("scope") for tag, attrs in outline.seen if tag == "th")
    assert 'ils.supplier("a")' in html.replace("&quot;", '"')
