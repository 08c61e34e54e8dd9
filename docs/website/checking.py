"""Is the built site sound? Its links, its anchors, and that it loads nothing from elsewhere.

LinkChecker follows the links as a browser would. The anchors are ours to look up, for LinkChecker reads a page again
for each anchor that leads to it. Links that lead out of the site are not followed: no network.
"""

import functools
import http.server
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADING = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("embed", "src")}
_LOADED_BY_STYLES = re.compile(r"(?:@import\s+|url\()\s*[\"']?(?:https?:)?//[^\"')]+")


@dataclass
class Page(HTMLParser):
    """What a page has: its anchors, where its links lead, and what it loads."""

    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of one tag."""
        said = {name: value or "" for name, value in attrs}
        self.anchors |= {said[name] for name in ("id", "name") if name in said}
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
        if said.get("rel") not in ("canonical", "next", "prev", "search", "index", "author"):
            self.loads += [value for name, value in said.items() if (tag, name) in _LOADING]


@cache
def read(path: Path) -> Page:
    """One page of the site."""
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def unsound_links(site: Path) -> list[str]:
    """Each link within the site that leads nowhere, and each anchor that is not there, in a sentence."""
    found = []
    for path in sorted(site.rglob("*.html")):
        if "_static" in path.parts:
            continue
        for link in dict.fromkeys(read(path).links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            led_to = Path(os.path.normpath(path.parent / unquote(parts.path))) if parts.path else path
            if not led_to.is_file():
                found.append(f"{path.relative_to(site)}: {link} leads nowhere.")
            elif parts.fragment and led_to.suffix == ".html" and unquote(parts.fragment) not in read(led_to).anchors:
                found.append(f"{path.relative_to(site)}: {link} has no such anchor.")
    return found


def loaded_from_elsewhere(site: Path) -> list[str]:
    """Each thing that a page or a style would load from the network."""
    found = []
    for path in sorted(site.rglob("*.html")):
        found += [f"{path.relative_to(site)}: {one}" for one in read(path).loads if re.match(r"(https?:)?//", one)]
    for path in sorted(site.rglob("*.css")):
        found += [f"{path.relative_to(site)}: {one}" for one in _LOADED_BY_STYLES.findall(path.read_text("utf-8"))]
    return found


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A reader who hangs up before the end of a file is no error."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The site on loopback, at a free port; yields its address."""
    with _Server(("127.0.0.1", 0), functools.partial(_Handler, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()


def followed(site: Path) -> tuple[str, int]:
    """LinkChecker's report of what is broken (empty if nothing is), and how many links it followed."""
    settings = site.parent / "linkchecker.ini"
    settings.write_text("[checking]\nmaxrequestspersecond=100000\n", encoding="utf-8")
    with served(site) as address:
        command = [str(Path(sys.executable).with_name("linkchecker")), "--config", str(settings), "--threads", "2"]
        done = subprocess.run([*command, "--no-status", address], capture_output=True, text=True, check=False)
    told = re.search(r"That's it\. (\d+) links? in", done.stdout)
    if not told or done.returncode not in (0, 1):
        return done.stdout + done.stderr, 0
    return (done.stdout if done.returncode else "", int(told[1]))
