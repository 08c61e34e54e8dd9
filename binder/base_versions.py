"""What is in Binder's own image already, as constraints: what we need of it, we take in that version.

A package in another version would lie in the image twice. `make lock` writes the list; it is read from the installed
jupyter-repo2docker, which has a list of its own for each Python.

    python binder/base_versions.py > build/binder-base.txt
"""

import re
from importlib.util import find_spec
from pathlib import Path

# The files that conda installs, as its list names them: .../NAME-VERSION-BUILD.conda
FILE = re.compile(r"/([a-z0-9][^/\s]*)-([^-/\s]+)-[^-/\s]+\.(?:conda|tar\.bz2)")

# What conda calls by another name than pip. Its own "tzdata" holds no Python.
BY_PIP = {"nbconvert-core": "nbconvert", "python-fastjsonschema": "fastjsonschema", "tzdata": None}

# Binder's own jsonschema makes each Jupyter process slow to start (pyproject.toml says why): an older one replaces it.
REPLACED = {"jsonschema"}


def base_versions(python: str) -> dict[str, str]:
    """The packages of Binder's image for this Python (``"3.11"``), by pip's name: ``{"jupyterlab": "4.4.9", ...}``."""
    spec = find_spec("repo2docker")
    if spec is None or spec.origin is None:
        raise SystemExit("jupyter-repo2docker is not installed: run make setup.")
    lock = Path(spec.origin).parent / "buildpacks" / "conda" / f"environment.py-{python}-linux-64.lock"
    listed = {name.lower().replace("_", "-"): version for name, version in FILE.findall(lock.read_text("utf-8"))}
    called = {BY_PIP.get(name, name): version for name, version in listed.items()}
    return {name: version for name, version in called.items() if name}


if __name__ == "__main__":
    wanted = (Path(__file__).parent / "runtime.txt").read_text("utf-8").strip().removeprefix("python-")
    for name, version in sorted(base_versions(wanted).items()):
        if name not in REPLACED:
            print(f"{name}=={version}")
