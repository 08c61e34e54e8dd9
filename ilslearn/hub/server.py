"""One person's JupyterLab on a hub: started by the hub as that person's own user (``python -m ilslearn.hub.server``).

It puts what is missing into the person's home, and becomes the server. Root writes nothing into anybody's home.
"""

import os
import shutil
import sys
from pathlib import Path

from ilslearn.course.notebooks import in_every_language
from ilslearn.places import place

_ON_HUB = """
# On the hub: its exchange, and its safe way to collect.
load_subconfig("nbgrader_config.py", path={path!r})  # noqa: F821 - nbgrader provides it
"""


def furnish(home: Path, hub: Path) -> Path:
    """Give a home the lessons that it lacks and, where this library has the assignments' sources, the course folder.

    Parameters: ``home``, the person's; ``hub``, the hub's folder. Returns where the course stands. What is there stays
    as it is; nothing is released.
    """
    root = home / "ilslearn"
    for lesson in in_every_language():
        target = root / "notebooks" / lesson.relative_to(place("notebooks"))
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(lesson, target)
    assignments = root / "assignments"
    assignments.mkdir(exist_ok=True)
    if (place("assignments") / "source").is_dir() and not (assignments / "nbgrader_config.py").exists():
        from ilslearn.grading.cycle import copy_course

        copy_course(assignments)
        with (assignments / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
            settings.write(_ON_HUB.format(path=str(hub / "jupyter")))
    return root


def main() -> None:
    """Become the server; what it makes is its user's alone."""
    os.umask(0o077)
    root = furnish(Path.home(), Path(os.environ["ILSLEARN_EXCHANGE"]).parent)
    if (root / "assignments" / "nbgrader_config.py").exists():  # formgrader looks for its course there
        os.environ["JUPYTER_CONFIG_PATH"] = f"{root / 'assignments'}:{os.environ['JUPYTER_CONFIG_PATH']}"
    os.chdir(root)
    os.execv(sys.executable, [sys.executable, "-P", "-m", "jupyterhub.singleuser", *sys.argv[1:]])


if __name__ == "__main__":
    main()
