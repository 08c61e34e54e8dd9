"""Links that open the course: what Binder and nbgitpuller read in them."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from ilslearn.course.launch_links import WELCOME, launch_links
from ilslearn.errors import UnknownAddress
from ilslearn.places import place


@pytest.mark.parametrize(
    ("repository", "path"),
    [
        ("https://github.com/faculty/ilslearn", "/v2/gh/faculty/ilslearn/HEAD"),
        ("https://github.com/faculty/ilslearn.git", "/v2/gh/faculty/ilslearn/HEAD"),
        ("https://github.com/faculty/ilslearn/", "/v2/gh/faculty/ilslearn/HEAD"),
        ("https://gitlab.com/law/labour/ilslearn", "/v2/gl/law%2Flabour%2Filslearn/HEAD"),
        ("https://git.example.org/law/ilslearn", "/v2/git/https%3A%2F%2Fgit.example.org%2Flaw%2Filslearn.git/HEAD"),
    ],
)
def test_binder_names_a_repository_by_its_host(repository, path):
    link = urlsplit(launch_links(repository).binder)
    assert (link.netloc, link.path) == ("mybinder.org", path)
    assert parse_qs(link.query) == {"urlpath": [f"lab/tree/{WELCOME}"]}


def test_a_branch_with_a_slash_is_one_part_of_the_address():
    links = launch_links("https://github.com/faculty/ilslearn", branch="term/2027", hub="https://hub.example.org/")
    assert urlsplit(links.binder).path.endswith("/term%2F2027")
    assert parse_qs(urlsplit(links.hub).query)["branch"] == ["term/2027"]


def test_a_hub_pulls_the_repository_and_opens_the_welcome_notebook_in_it():
    link = urlsplit(launch_links("https://gitlab.com/law/labour/ilslearn.git", hub="http://127.0.0.1:8000").hub)
    assert (link.netloc, link.path) == ("127.0.0.1:8000", "/hub/user-redirect/git-pull")
    asked = parse_qs(link.query)
    assert asked["repo"] == ["https://gitlab.com/law/labour/ilslearn"]
    assert "branch" not in asked
    assert asked["urlpath"] == [f"lab/tree/ilslearn/{WELCOME}"]


def test_the_badge_leads_where_the_link_leads():
    links = launch_links("https://github.com/faculty/ilslearn")
    assert links.badge.endswith(f"]({links.binder})")
    assert "[" not in unquote(links.binder)
    assert links.hub is None
    assert (place("notebooks").parent / WELCOME).is_file()


@pytest.mark.parametrize(
    "address", ["", "ilslearn", "git@github.com:a/b.git", "http://example.org/a/b", "https://name:word@example.org/a"]
)
def test_what_is_no_address_is_told_in_a_sentence(address):
    with pytest.raises(UnknownAddress, match=r"begins with https://\.$"):
        launch_links(address)
    with pytest.raises(UnknownAddress):
        launch_links("https://github.com/faculty/ilslearn", hub=address or "hub")
