"""The course in JupyterLab: lessons, assignments and formgrader in one window, on this machine alone."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from ilslearn.course.notebooks import in_every_language
from ilslearn.errors import IlsError, UnusableFile
from ilslearn.grading.cycle import Course, copy_course
from ilslearn.places import place, replacing

_SETTINGS = Path(__file__).resolve().parent / "jupyter"  # JupyterLab asks no one on the network for news or updates
_OURS = "# Written by `ilslearn course install`.\n"
_WELCOME = "notebooks/00-welcome.ipynb"


def prepare(folder: Path | None = None) -> Path:
    """Make a course ready to work and grade, and return its root: lessons, assignments released.

    Without a folder: the repository itself, or ``ilslearn-course`` in the current folder where the library is installed
    without a repository. What is already there is not touched.
    """
    root = place("notebooks").parent
    if folder is not None or root.name == "_files":
        root = (folder or Path("ilslearn-course")).resolve()
        for lesson in in_every_language():
            target = root / "notebooks" / lesson.relative_to(place("notebooks"))
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(lesson, target)
        if not (place("assignments") / "source").is_dir():  # the library as students have it, without what marks them
            shutil.copytree(place("assignments"), root / "assignments", dirs_exist_ok=True, copy_function=_copy_new)
            return root
        copy_course(root / "assignments")
    course = Course(root / "assignments")
    for assignment in course.assignments():
        course.release(assignment)
    return root


def _copy_new(source: str, target: str) -> None:
    if not Path(target).exists():
        shutil.copy(source, target)


def environment(root: Path) -> dict[str, str]:
    """The variables under which Jupyter finds this course's settings."""
    paths = [str(root / "assignments"), str(_SETTINGS), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(paths)}


def install(config: Path) -> Path:
    """Let every JupyterLab of this user open the course: for Binder and for a hub, where others start JupyterLab.

    Parameters: ``config``, the user's Jupyter configuration folder (``~/.jupyter``). Returns the root of the course, in
    which JupyterLab is to be started. Raises UnusableFile, and changes nothing, if the user has settings there.
    """
    root = prepare()
    settings = (_SETTINGS / "labconfig" / "default_setting_overrides.json").read_text(encoding="utf-8")
    course = str(root / "assignments")
    files = {
        config / "labconfig" / "default_setting_overrides.json": settings,
        config / "jupyter_lab_config.py": f'{_OURS}c.LabApp.default_url = "/lab/tree/{_WELCOME}"\n',
        config / "jupyter_notebook_config.py": f'{_OURS}c.JupyterNotebookApp.default_url = "/lab/tree/{_WELCOME}"\n',
        config / "nbgrader_config.py": f'{_OURS}load_subconfig("nbgrader_config.py", path={course!r})\n',
    }
    for path, text in files.items():  # somebody else's settings are not ours to replace
        if path.is_file() and (there := path.read_text(encoding="utf-8")) != text and not there.startswith(_OURS):
            raise UnusableFile(f"{path} holds settings of yours: move it away, or name another folder with --config.")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(text)
    return root


def open_lab(folder: Path | None, arguments: list[str]) -> int:
    """Open the course in JupyterLab with options passed on; return its exit code when it is closed."""
    if find_spec("jupyterlab") is None:
        raise IlsError("Opening the course needs JupyterLab: pip install 'ilslearn[grading]'.")
    root = prepare(folder)
    options = [
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/tree/{_WELCOME}",
        "--ServerApp.ip=127.0.0.1",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # in a container everybody is root
        options.append("--allow-root")
    command = [sys.executable, "-m", "jupyterlab", *options, *arguments]
    if os.name == "posix":  # become JupyterLab: one process to stop, and its signals are its own
        os.execve(sys.executable, command, environment(root))
    return subprocess.run(command, env=environment(root), check=False).returncode
