"""The repository for students: lessons, released assignments, the library without keys, and what Binder needs.

``git`` tools such as nbgitpuller merge a new version of it into a student's copy file by file. So a file that did not
change is not written again, and only files of the kit are ever changed or removed.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ilslearn.course.notebooks import in_every_language
from ilslearn.errors import IlsError, UnusableFile
from ilslearn.grading.cycle import Course
from ilslearn.grading.student_page import binder, read_me
from ilslearn.grading.student_wheel import NAME, student_wheel
from ilslearn.places import place, replacing, replacing_binary

LIST = ".ilslearn-kit.json"  # the files of a kit and what was in them
_FOR_INSTRUCTORS = "instructors"  # a folder of notebooks
_IGNORED = ".ipynb_checkpoints/\n__pycache__/\n.venv/\n"


@dataclass(frozen=True, slots=True)
class Kit:
    """What became of a kit: the files that were written and removed, and whether they were committed."""

    folder: Path
    files: int
    written: tuple[str, ...]
    removed: tuple[str, ...]
    committed: bool = False

    def __str__(self) -> str:
        what = (
            f"{len(self.written)} written, {len(self.removed)} removed" if self.written or self.removed else "no change"
        )
        return f"{self.folder}: {self.files} files, {what}{', committed' * self.committed}."


def student_kit(folder: Path, course: Path | None = None, *, git: bool = False) -> Kit:
    """Make the repository for students, or bring it up to date.

    Parameters: ``folder``, new, empty, or a kit; ``course``, the course folder whose assignments are released (the
    library's own); ``git`` makes a repository and commits what changed. Raises UnusableFile, and changes nothing, if
    the folder holds something else, or if files of the kit were changed by hand.
    """
    before = _kept(folder)
    files = _files(course or place("assignments"))
    now = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    there = {name: _digest(folder / name) for name in {*before, *now}}
    by_hand = sorted(name for name, found in there.items() if found not in (None, before.get(name), now.get(name)))
    if by_hand:
        raise UnusableFile(f"These files of {folder} were changed by hand: {', '.join(by_hand)}. Move them away first.")
    written = sorted(name for name in now if there[name] != now[name])
    removed = sorted(name for name in before if name not in now and there[name] is not None)
    for name in written:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with replacing_binary(folder / name) as file:
            file.write(files[name])
    for name in removed:
        (folder / name).unlink()
    if before != now:
        with replacing(folder / LIST) as listed:
            listed.write(json.dumps(dict(sorted(now.items())), indent=1) + "\n")
    committed = _commit(folder, [*sorted({*before, *now}), LIST]) if git else False
    return Kit(folder, len(now), tuple(written), tuple(removed), committed)


def _kept(folder: Path) -> dict[str, str]:
    """The files of the kit that stands in a folder; none if the folder is new or empty."""
    if (folder / LIST).is_file():
        try:
            return {str(name): str(digest) for name, digest in json.loads((folder / LIST).read_text("utf-8")).items()}
        except (ValueError, AttributeError):
            raise UnusableFile(f"{folder / LIST} is damaged: make the kit in a new folder.") from None
    if folder.exists() and (not folder.is_dir() or any(one.name != ".git" for one in folder.iterdir())):
        raise UnusableFile(f"{folder} holds something that is no kit: name a new or empty folder.")
    return {}


def _files(course: Path) -> dict[str, bytes]:
    """Every file of the kit, by its place."""
    pages = {
        path.relative_to(place("notebooks")).as_posix(): path.read_bytes()
        for path in in_every_language()
        if _FOR_INSTRUCTORS not in path.relative_to(place("notebooks")).parts
    }
    released = dict(_released(course))
    return {
        "README.md": read_me(sorted({name.split("/")[1] for name in released})).encode(),
        ".gitignore": _IGNORED.encode(),
        f"wheels/{NAME}": student_wheel(pages, released),
        **{f"notebooks/{name}": data for name, data in pages.items()},
        **{f"assignments/{name}": data for name, data in released.items()},
        **{f"binder/{name}": text.encode() for name, text in binder().items()},
    }


def _released(course: Path) -> Iterator[tuple[str, bytes]]:
    """The students' version of each assignment, made in a folder of its own: the course's gradebook is not touched."""
    if not (course / "source").is_dir():
        raise UnusableFile(f"{course} has no folder source with assignments: name a course folder with --course.")
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "course"
        shutil.copytree(course / "source", copy / "source", ignore=shutil.ignore_patterns(".ipynb*"))
        shutil.copy(course / "nbgrader_config.py", copy)
        own = Course(copy)
        for assignment in own.assignments():
            own.generate(assignment)
        for path in sorted((copy / "release").rglob("*")):
            if path.is_file():
                yield path.relative_to(copy).as_posix(), path.read_bytes()


def _digest(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _commit(folder: Path, names: list[str]) -> bool:
    """Commit the files of the kit, and no others; False if none changed."""
    if not (folder / ".git").exists():
        _git(folder, "init", "--quiet", "--initial-branch=main")
    _git(folder, "add", "--all", "--force", "--pathspec-from-file=-", "--pathspec-file-nul", given="\0".join(
        name for name in names if (folder / name).exists() or _git(folder, "ls-files", "--", name)
    ))  # fmt: skip
    if not _git(folder, "diff", "--cached", "--name-only"):
        return False
    own = [] if _git(folder, "config", "--default", "", "user.email") else [
        "-c", "user.name=ilslearn", "-c", "user.email=ilslearn@localhost",
    ]  # fmt: skip
    _git(folder, *own, "commit", "--quiet", "--message", "Bring the course up to date")
    return True


def _git(folder: Path, *arguments: str, given: str = "") -> str:
    try:
        done = subprocess.run(
            ["git", "--literal-pathspecs", *arguments],
            cwd=folder,
            input=given,
            capture_output=True,
            text=True,
            check=True,
        )
    except FileNotFoundError:
        raise IlsError("--git needs git, which is not installed: install it, or leave --git out.") from None
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip().splitlines() or ["git gives no reason"]
        raise IlsError(f"git could not commit the kit in {folder}: {said[-1]}") from None
    return done.stdout.strip()
