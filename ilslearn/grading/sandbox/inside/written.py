"""Files that the student's code writes, for tests that read them: copied as data, never as code."""

import base64
import contextlib
import os
import stat

CODE = (".py", ".pyc", ".pyw", ".so", ".pth", ".zip", ".egg", ".whl")  # what an import in a test could run

Snapshot = dict[str, tuple[int, int]]


def snapshot(folder: str) -> Snapshot:
    """The regular files of a folder: path in it, time of the last change, size."""
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            with contextlib.suppress(OSError):
                state = os.lstat(path)
                if stat.S_ISREG(state.st_mode):
                    found[os.path.relpath(path, folder)] = (state.st_mtime_ns, state.st_size)
    return found


def changed(folder: str, before: Snapshot, after: Snapshot, most: int) -> list[list[str]]:
    """The files that are new or different, as far as they have room in ``most`` bytes."""
    found = []
    for path, state in after.items():
        if before.get(path) == state or path.endswith(CODE) or state[1] > most:
            continue
        most -= state[1]
        with contextlib.suppress(OSError), open(os.path.join(folder, path), "rb") as file:
            found.append([path, base64.b64encode(file.read(state[1])).decode()])
    return found


def put(folder: str, files: object) -> None:
    """Write such files into another folder; a path that leads out of it, or to code, is left out."""
    for entry in files if isinstance(files, list) else ():
        with contextlib.suppress(OSError, ValueError, TypeError):
            path, content = entry
            if os.path.isabs(path) or ".." in path.split("/") or path.endswith(CODE):
                continue
            target = os.path.join(folder, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW), "wb") as file:
                file.write(base64.b64decode(content))
