"""nbgrader's exchange where students are users of one machine: nobody reads, replaces or forges another's work.

nbgrader leaves what was handed in readable to everybody and hides its name; its collecting warns of a forged name and
takes the work all the same, and one folder that cannot be copied stops it. These two steps take their places by
``c.ExchangeFactory.submit`` and ``c.ExchangeFactory.collect``.
"""

import os
import pwd
import secrets
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect, ExchangeSubmit
from nbgrader.utils import ignore_patterns, parse_utc

REFUSED = ".refused."  # before the name of what was not collected
_PATIENCE = 120.0  # seconds that handing in may take
_MOST_FILES = 2000
_DEEPEST = 20  # folders in one another
_LONGEST = 1000  # bytes of what nbgrader adds


class Submit(ExchangeSubmit):
    """Hand in so that the instructor's group alone can read it, and so that it is there whole or not at all."""

    inbound_path: str

    def copy_files(self) -> None:
        """Copy into a closed folder beside the others, close every file to others, and give it its name last."""
        inbound = self.inbound_path
        closed = tempfile.mkdtemp(prefix=".", dir=inbound)  # of the exchange's group, as all that is made in it
        try:
            self.inbound_path = closed
            super().copy_files()
            made = Path(closed, self.assignment_filename)
            _close(made, Path(closed))
            os.rename(made, Path(inbound, self.assignment_filename))
        finally:
            self.inbound_path = inbound
            shutil.rmtree(closed, ignore_errors=True)


class Collect(ExchangeCollect):
    """Collect what its owner handed in, at the time at which it was last changed; one bad folder stops no other."""

    def init_src(self) -> None:
        """Look at what waits before nbgrader chooses among it."""
        inbound = Path(self.root, self.coursedir.course_id, "inbound")
        pattern = f"*+{self.coursedir.assignment_id}+*"
        if inbound.is_dir():
            for path in sorted(inbound.glob(pattern)):
                if not path.name.startswith(REFUSED):
                    self._look(path)
        super().init_src()

    def _look(self, path: Path) -> None:
        try:
            claimed, stamp = path.name.split("+")[0], parse_utc(path.name.split("+")[2])
            reason, changed = _examined(path, claimed)
        except (ValueError, IndexError, OverflowError, OSError) as error:
            reason, stamp, changed = f"it cannot be read ({error})", None, 0.0
        if reason:
            self.log.error("%s is not collected: %s.", path.name, reason)
            self._rename(path, f"{REFUSED}{path.name}", f"{REFUSED}{secrets.token_hex(16)}")
        elif stamp and changed > stamp.replace(tzinfo=UTC).timestamp() + _PATIENCE:
            true = datetime.fromtimestamp(changed, UTC).strftime(self.timestamp_format)
            first, assignment, _, *rest = path.name.split("+")
            self.log.warning("%s was changed after it was handed in: %s counts.", path.name, true)
            start = f"{first}+{assignment}+{true}"
            self._rename(path, "+".join([start, *rest]), f"{start}+{secrets.token_hex(8)}")

    def _rename(self, path: Path, name: str, spare: str) -> None:
        """Give a folder another name; the spare one where a student took the first, or made it too long."""
        for one in (name, spare):
            try:
                path.rename(path.with_name(one))
                return
            except OSError as error:
                reason = error
        self.log.error("%s cannot be renamed: %s.", path.name, reason)

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy one submission; if it cannot be done, go on with the others."""
        most = 1000 * self.coursedir.max_dir_size
        unwanted = ignore_patterns(
            self.coursedir.ignore, self.coursedir.include, self.coursedir.max_file_size, self.log
        )
        try:
            if sum(entry.stat(follow_symlinks=False).st_size for entry in _entries(Path(src))) > most:
                raise ValueError(f"it has more than {most // 1_000_000} MB")  # also if one file alone is too large
            _copy(Path(src), Path(dest), most, unwanted)
        except (OSError, ValueError, OverflowError) as error:
            shutil.rmtree(dest, ignore_errors=True)
            self.log.error("%s is not collected: %s.", Path(src).name, error)


def _copy(source: Path, target: Path, most: int, unwanted: Callable[[str, list[str]], Iterable[str]]) -> None:
    """Copy what was handed in, while its owner may still change it: what is copied is what was opened and looked at.

    Links are copied as links; nothing is read through one. ``most``: bytes. Raises ValueError if it is another's than
    its name says, changed since the time in its name, is too large, or is neither files nor folders.
    """
    claimed, _, stamp, *_ = source.name.split("+")
    until = parse_utc(stamp).replace(tzinfo=UTC).timestamp() + _PATIENCE
    for where, folders, names, here in os.fwalk(source, onerror=_stop, follow_symlinks=False):
        into = target / Path(where).relative_to(source)
        if Path(where) == source:
            if (owner := _user(os.fstat(here).st_uid)) != claimed:
                raise ValueError(f"{owner} handed it in under the name of {claimed}")
        elif os.fstat(here).st_ctime > until:
            raise ValueError("it was changed while it was collected: collect again")
        if len(into.relative_to(target).parts) > _DEEPEST:
            raise ValueError(f"its folders are more than {_DEEPEST} deep")
        into.mkdir()
        left_out = {*unwanted(where, [*folders, *names])}
        folders[:] = [name for name in folders if name not in left_out]
        for name in {*folders, *names} - left_out:
            if stat.S_ISLNK(os.stat(name, dir_fd=here, follow_symlinks=False).st_mode):
                (into / name).symlink_to(os.readlink(name, dir_fd=here))
                folders[:] = [one for one in folders if one != name]  # the walk would open what it points to
            elif name not in folders:
                most -= _copy_file(name, here, into / name, most, until)
    if not target.is_dir():
        raise ValueError("it is no folder")


def _copy_file(name: str, folder: int, target: Path, most: int, until: float) -> int:
    """Copy a plain file of an open folder; return its size."""
    handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)  # a pipe would keep us waiting
    with os.fdopen(handle, "rb") as source, target.open("wb") as copy:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise ValueError(f"{name} is neither a file nor a folder")
        size = 0
        while piece := source.read(1_000_000):
            size += copy.write(piece)
            if size > most:
                raise ValueError("it is too large")
        if os.fstat(handle).st_ctime > until:
            raise ValueError("it was changed while it was collected: collect again")
    return size


def _stop(error: OSError) -> None:
    raise error


def _close(made: Path, beside: Path) -> None:
    """Let the group of the folder beside it, and no others, read and remove what was handed in."""
    group = beside.stat().st_gid
    for where, folders, files in os.walk(made):
        for name in files:
            path = Path(where, name)
            if path.stat().st_gid != group:  # made after its folder had lost the bit that passes the group on
                shutil.copyfile(path, beside / "again")
                os.replace(beside / "again", path)
            path.chmod(0o640)
        for name in folders:
            Path(where, name).chmod(0o770)
    made.chmod(0o770)


def _examined(path: Path, claimed: str) -> tuple[str, float]:
    """Why a folder of the exchange is not collected (empty if it is), and when anything in it last changed."""
    found = path.lstat()
    owner = _user(found.st_uid)
    if not stat.S_ISDIR(found.st_mode):
        return "it is no folder", 0.0
    if owner != claimed:
        return f"{owner} handed it in under the name of {claimed}", 0.0
    changed, short = 0.0, set()
    for number, entry in enumerate(_entries(path)):
        status = entry.stat(follow_symlinks=False)
        # Nobody can set this time back, whatever a file says of itself. The folder's own changes when we rename it.
        changed = max(changed, status.st_ctime)
        if number >= _MOST_FILES:
            return f"it has more than {_MOST_FILES} files", 0.0
        if len(Path(entry.path).relative_to(path).parts) > _DEEPEST:
            return f"its folders are more than {_DEEPEST} deep", 0.0
        if stat.S_ISLNK(status.st_mode):  # copied as a link, and never followed
            continue
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            return f"{entry.name} is neither a file nor a folder", 0.0
        if not os.access(entry.path, os.R_OK):
            return f"{entry.name} is closed to the instructor", 0.0
        if status.st_size <= _LONGEST:
            short.add(Path(entry.path).relative_to(path).as_posix())
    for name in ("timestamp.txt", "submission_secret.txt"):  # without them nbgrader returns feedback to nobody
        if name not in short:
            return f"{name} is missing or no line of text: it was not handed in with nbgrader", 0.0
    with open(path / "timestamp.txt", encoding="utf-8", opener=_plainly) as file:
        parse_utc(file.read(_LONGEST))
    return "", changed


def _plainly(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """All that is below a folder, never through a link. Raises OSError where it is closed."""
    waiting = [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                yield entry
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
