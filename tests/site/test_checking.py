"""The checks of the site find what is wrong, and find nothing in the site."""

import doctest
import re

import pytest
import website.markup
from website import address, lessons
from website.address import Addresses, addresses
from website.checking import followed, loaded_from_elsewhere, unsound_links
from website.reference import reference_pages

from tests.site.conftest import ROOT, build


def pages(folder, **bodies):
    for name, body in bodies.items():
        (folder / f"{name}.html").write_text(f"<!doctype html><html><body>{body}</body></html>", encoding="utf-8")
    return folder


def test_every_link_and_anchor_of_the_site_is_there(site):
    assert unsound_links(site) == []


def test_the_site_loads_nothing_from_the_network(site):
    assert loaded_from_elsewhere(site) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('<a href="b.html">', []),
        ('<a href="b.html#there">', []),
        ('<a href="https://example.org/">', []),
        ('<a href="c.html">', ["a.html: c.html leads nowhere."]),
        ('<a href="b.html#gone">', ["a.html: b.html#gone has no such anchor."]),
        ('<a href="#gone">', ["a.html: #gone has no such anchor."]),
    ],
)
def test_a_link_that_leads_nowhere_is_told(tmp_path, body, told):
    assert unsound_links(pages(tmp_path, a=body, b='<p id="there">')) == told


@pytest.mark.parametrize(
    "body",
    [
        '<script src="https://cdn.example.org/x.js"></script>',
        '<link rel="stylesheet" href="//cdn.example.org/x.css">',
        '<img src="http://example.org/x.png" alt="">',
    ],
)
def test_what_is_loaded_from_the_network_is_told(tmp_path, body):
    assert len(loaded_from_elsewhere(pages(tmp_path, a=body))) == 1


def test_a_style_that_loads_from_the_network_is_told(tmp_path):
    (tmp_path / "a.css").write_text('@import "https://example.org/x.css"; b {background: url(//example.org/y)}')
    assert len(loaded_from_elsewhere(tmp_path)) == 2


def test_linkchecker_follows_links_and_tells_what_is_broken(tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    report, count = followed(pages(site, index='<a href="b.html">b</a>', b="<p>b"))
    assert (report, count > 0) == ("", True)
    report, _ = followed(pages(site, index='<a href="gone.html">gone</a>'))
    assert "gone.html" in report


# ---------------------------------------------------------------------------------------------------------------------
# What is staged
# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", [address, website.markup])
def test_examples_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("repository", "where"),
    [
        (
            "https://github.com/some/course",
            "https://mybinder.org/v2/gh/some/course/HEAD?urlpath=lab%2Ftree%2Fa%2Fb.ipynb",
        ),
        (
            "https://gitlab.com/a/b/course",
            "https://mybinder.org/v2/gl/a%2Fb%2Fcourse/HEAD?urlpath=lab%2Ftree%2Fa%2Fb.ipynb",
        ),
        (
            "https://git.uni.example/c",
            "https://mybinder.org/v2/git/https%3A%2F%2Fgit.uni.example%2Fc.git/HEAD?urlpath=lab%2Ftree%2Fa%2Fb.ipynb",
        ),
    ],
)
def test_binder_opens_the_very_file(repository, where):
    assert Addresses(repository).binder("a/b.ipynb") == where


def test_the_hub_needs_both_addresses():
    both = Addresses("https://github.com/some/course", "https://hub.example")
    assert both.on_hub("a.ipynb") == (
        "https://hub.example/hub/user-redirect/git-pull"
        "?repo=https%3A%2F%2Fgithub.com%2Fsome%2Fcourse&urlpath=lab%2Ftree%2Fcourse%2Fa.ipynb"
    )
    assert Addresses("https://github.com/some/course").on_hub("a.ipynb") == ""
    assert Addresses(hub="https://hub.example").on_hub("a.ipynb") == ""


@pytest.mark.parametrize("said", ["javascript:alert(1)", "some/course", 'https://x"><script>'])
def test_what_is_no_address_is_refused(monkeypatch, said):
    monkeypatch.setenv(address.REPOSITORY, said)
    with pytest.raises(SystemExit, match="write it as https"):
        addresses()


def test_a_lesson_has_launch_buttons_only_if_it_is_known_where(tmp_path):
    known = Addresses("https://github.com/some/course", "https://hub.example")
    name = "course/1-introduction/1.5-where-to-look.ipynb"
    lessons.stage_course(ROOT, tmp_path / "without", Addresses(), ["1"])
    lessons.stage_course(ROOT, tmp_path / "with", known, ["1"])
    without, with_ = ((tmp_path / one / name).read_text(encoding="utf-8") for one in ("without", "with"))
    assert "mybinder" not in without
    assert "make lab" in without
    assert "mybinder.org/v2/gh/some/course" in with_
    assert "hub.example/hub/user-redirect" in with_


def test_a_file_that_the_site_does_not_show_is_named_or_linked_to():
    text = "See [it](../../assignments/source/a1-what-binds/a1-what-binds.ipynb)."
    path, place = "notebooks/instructors/rehearsal.ipynb", "assignments/source/a1-what-binds/a1-what-binds.ipynb"
    assert lessons.relinked(text, path, {}, ROOT, Addresses()) == f"See it (`{place}`)."
    known = Addresses("https://github.com/some/course")
    assert f"(https://github.com/some/course/blob/HEAD/{place})" in lessons.relinked(text, path, {}, ROOT, known)


def test_an_unknown_decision_is_one_sentence(tmp_path):
    done = build(tmp_path / "site", "--decisions", "zaf-cc-2002-bader-bob")
    assert done.returncode == 2
    assert "zaf-cc-2002-bader-bop" in done.stderr
    assert "Traceback" not in done.stderr


# ---------------------------------------------------------------------------------------------------------------------
# The how-to pages
# ---------------------------------------------------------------------------------------------------------------------

HOW_TO = sorted((ROOT / "docs" / "howto").glob("*.md"))


@pytest.mark.parametrize("path", HOW_TO, ids=lambda path: path.stem)
def test_each_call_of_a_how_to_page_does_what_the_page_says(path, tmp_path, monkeypatch):
    monkeypatch.setenv("ILSLEARN_HOME", str(tmp_path))
    assert doctest.testfile(str(path), module_relative=False).failed == 0


def test_each_command_of_a_how_to_page_and_each_of_its_options_exists():
    told = {line for path in HOW_TO for line in re.findall(r"^ilslearn ([^#\n]+)", path.read_text("utf-8"), re.M)}
    assert len(told) > 20
    helps = dict(
        re.findall(r"^##+ `ilslearn ([^`]+)`\n(.*?)(?=^##|\Z)", reference_pages()["command-line.md"], re.M | re.S)
    )
    for line in sorted(told):
        words = line.split()
        command = " ".join(words[: 1 + (words[0] in ("certificate", "course", "data", "memos", "peer"))])
        for option in re.findall(r"(?<!\S)(--?[a-z][a-z-]*)", line):
            assert re.search(rf"[`, ]{option}[ `,]", helps[command]), line


@pytest.mark.thorough
@pytest.mark.timeout(1800)
def test_the_whole_site_builds_without_a_warning_and_its_links_lead_somewhere(tmp_path):
    done = build(tmp_path / "site")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "LinkChecker followed" in done.stdout
