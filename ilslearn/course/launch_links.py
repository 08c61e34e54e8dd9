"""Links that open the course from a web page, an e-mail or a learning platform: on Binder, or on a seminar's hub."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from ilslearn.errors import UnknownAddress

WELCOME = "notebooks/00-welcome.ipynb"
# Binder names these two by a word of its own, with the path of the repository; any other is quoted whole.
_BINDER = {"github.com": "gh", "gitlab.com": "gl"}


@dataclass(frozen=True, slots=True)
class LaunchLinks:
    """Where a click opens the course: ``binder``, its ``badge`` in Markdown, and ``hub`` (None without a hub)."""

    binder: str
    badge: str
    hub: str | None


def launch_links(
    repository: str, *, hub: str | None = None, branch: str | None = None, opens: str = WELCOME
) -> LaunchLinks:
    """The links for a copy of this repository that anybody can read.

    Args:
        repository: its https address, as for `git clone`.
        hub: the address of a JupyterHub that has nbgitpuller; a click there brings the newest lessons into one's own
            folder, and keeps what one has changed.
        branch: the branch to open; the repository's own default if left out.
        opens: the notebook to open, as a path in the repository.

    Raises:
        UnknownAddress: if an address is not one of the web (https, or http for a hub on this machine).

    >>> links = launch_links("https://github.com/a-faculty/ilslearn", hub="https://hub.example.org")
    >>> links.binder
    'https://mybinder.org/v2/gh/a-faculty/ilslearn/HEAD?urlpath=lab%2Ftree%2Fnotebooks%2F00-welcome.ipynb'
    >>> print(links.hub[:72])
    https://hub.example.org/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgi
    """
    address = _checked(repository).removesuffix("/").removesuffix(".git")
    site = urlsplit(address)
    path = site.path.strip("/")
    kind = _BINDER.get(site.netloc, "git")
    named = {"gh": path, "gl": quote(path, safe="")}.get(kind) or quote(f"{address}.git", safe="")
    binder = f"https://mybinder.org/v2/{kind}/{named}/{quote(branch or 'HEAD', safe='')}?" + urlencode(
        {"urlpath": f"lab/tree/{opens}"}
    )
    asked = {"repo": address} | ({"branch": branch} if branch else {})
    pull = urlencode(asked | {"urlpath": f"lab/tree/{path.rsplit('/')[-1]}/{opens}"})
    return LaunchLinks(
        binder,
        f"[![Open on Binder](https://mybinder.org/badge_logo.svg)]({binder})",
        f"{_checked(hub).rstrip('/')}/hub/user-redirect/git-pull?{pull}" if hub else None,
    )


def _checked(address: str) -> str:
    parts = urlsplit(address.strip())
    local = parts.hostname in ("localhost", "127.0.0.1")
    if not (parts.netloc and (parts.scheme == "https" or (parts.scheme == "http" and local))) or parts.username:
        raise UnknownAddress(f"{address!r} is not an address of the web: give one that begins with https://.")
    return address.strip()
