"""Where the repository and a seminar's hub are, if whoever builds the site says so, and the links that follow."""

import os
import re
from dataclasses import dataclass
from urllib.parse import quote

from ilslearn.course.launch_links import launch_links

REPOSITORY, HUB = "ILSLEARN_REPOSITORY_URL", "ILSLEARN_HUB_URL"


@dataclass(frozen=True, slots=True)
class Addresses:
    """``repository`` and ``hub`` as https addresses without a slash at the end; empty where they are not known."""

    repository: str = ""
    hub: str = ""

    def binder(self, path: str) -> str:
        """The address that opens a file of the repository on Binder; empty if the repository is not known.

        >>> Addresses("https://github.com/some/course").binder("notebooks/00-welcome.ipynb")
        'https://mybinder.org/v2/gh/some/course/HEAD?urlpath=lab%2Ftree%2Fnotebooks%2F00-welcome.ipynb'
        """
        return launch_links(self.repository, opens=path).binder if self.repository else ""

    def on_hub(self, path: str) -> str:
        """The link that puts the course into a home on the hub and opens a file of it there."""
        if not (self.repository and self.hub):
            return ""
        return launch_links(self.repository, hub=self.hub, opens=path).hub or ""

    def file(self, path: str) -> str:
        """The page of a file of the repository; empty if the repository is not known."""
        return f"{self.repository}/blob/HEAD/{quote(path)}" if self.repository else ""


def addresses() -> Addresses:
    """What the environment says. Raises SystemExit with one sentence if it is no https address."""
    said = {}
    for name in (REPOSITORY, HUB):
        said[name] = os.environ.get(name, "").strip().removesuffix("/").removesuffix(".git")
        if said[name] and not re.fullmatch(r"https?://[^\s\"'<>]+/?[^\s\"'<>]*", said[name]):
            raise SystemExit(f"{name} is no address: write it as https://... or leave it empty.")
    return Addresses(said[REPOSITORY], said[HUB])
