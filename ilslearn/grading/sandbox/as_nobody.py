"""Started by root: become nobody, with a view of the file system in which nobody may enter the named folders.

Run as a script, ``as_nobody.py FOLDER ... -- COMMAND ...``, before anything of ilslearn can be imported.
"""

import ctypes
import os
import sys

NOBODY = 65534
NEW_MOUNTS, BIND, RECURSIVE, PRIVATE = 0x20000, 0x1000, 0x4000, 0x40000


def _do(result: int, what: str) -> None:
    if result:
        sys.exit(f"{what}: {os.strerror(ctypes.get_errno())}")


def _closed(folder: str) -> str | None:
    """The topmost folder on the way that others may not enter."""
    path = ""
    for part in folder.strip("/").split("/")[:-1]:
        path += f"/{part}"
        if not os.stat(path).st_mode & 0o001:
            return path
    return None


def main(folders: list[str], command: list[str]) -> None:
    """Open the way to each folder, then run the command as nobody."""
    libc = ctypes.CDLL(None, use_errno=True)
    _do(libc.unshare(NEW_MOUNTS), "unshare")
    _do(libc.mount(b"none", b"/", None, ctypes.c_ulong(RECURSIVE | PRIVATE), None), "mount /")
    held = [(folder, _closed(folder), os.open(folder, os.O_PATH)) for folder in map(os.path.realpath, folders)]
    for cover in sorted({closed for _, closed, _ in held if closed}):
        _do(libc.mount(b"tmpfs", cover.encode(), b"tmpfs", ctypes.c_ulong(0), b"size=1m,mode=0755"), cover)
    for folder, closed, handle in held:
        if closed:
            os.makedirs(folder, exist_ok=True)
            source = f"/proc/self/fd/{handle}".encode()
            _do(libc.mount(source, folder.encode(), None, ctypes.c_ulong(BIND | RECURSIVE), None), folder)
        os.close(handle)
    os.chdir("/")
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    os.execv(command[0], command)


if __name__ == "__main__":
    split = sys.argv.index("--")
    main(sys.argv[1:split], sys.argv[split + 1 :])
