"""Fresh namespaces, a fresh file system and limits for one submission, in a process forked from the warm one.

The order is the point: first a user namespace, which alone makes the rest possible without root; then the other
namespaces, the mounts and the limits; then every capability goes, for good; and only then is the submission read.
"""

import contextlib
import ctypes
import os
import platform
import resource
import struct
import sys
from typing import Any

NEW_MOUNTS, NEW_CGROUP, NEW_NAMES, NEW_IPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
NEW_USER, NEW_PROCESSES, NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
NO_SUID, NO_DEVICES, NO_EXEC, BIND, RECURSIVE, PRIVATE = 2, 4, 8, 0x1000, 0x4000, 0x40000
SET_DEATH_SIGNAL, SET_DUMPABLE, SET_SECCOMP, DROP_BOUND, SET_NO_NEW_PRIVILEGES = 1, 4, 22, 24, 38

FOLDER = "/submission"
WRITABLE = (FOLDER, "/tmp", "/dev/shm")

# System calls that no notebook needs and that a limit does not reach: memory outside any address space (memfd),
# other processes' memory, kernel keyrings, and the parts of the kernel where its holes have mostly been.
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_FORBIDDEN = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "userfaultfd": (323, 282),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsmount": (432, 432), "mount_setattr": (442, 442), "open_by_handle_at": (304, 265),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "bpf": (321, 280), "perf_event_open": (298, 241), "init_module": (175, 105), "finit_module": (313, 273),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
}  # fmt: skip

_libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: Any) -> None:
    if getattr(_libc, name)(*arguments) < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def control(option: int, value: int) -> None:
    """Set a property of the calling process (``prctl``)."""
    _call("prctl", option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))


def leave() -> None:
    """Put the calling process into namespaces of its own; its next child is the first process of the new ones."""
    user, group = os.getuid(), os.getgid()
    _call("unshare", NEW_USER | NEW_MOUNTS | NEW_PROCESSES | NEW_NETWORK | NEW_IPC | NEW_NAMES | NEW_CGROUP)
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{user} {user} 1")
    _write("/proc/self/gid_map", f"{group} {group} 1")
    _call("mount", b"none", b"/", None, ctypes.c_ulong(RECURSIVE | PRIVATE), None)


def furnish(disk_mb: int) -> None:
    """Mount what the submission may write, empty and bounded, and a /proc that shows its own processes only.

    A Python environment that stands under /tmp (an experiment, a test) is put back, read-only as it was.
    """
    covered = [
        (name, os.open(name, os.O_PATH)) for name in sys.path if name.startswith(WRITABLE) and os.path.isdir(name)
    ]
    for place in WRITABLE:
        options = f"size={disk_mb}m,nr_inodes=4096,mode=0700".encode()
        _call("mount", b"tmpfs", place.encode(), b"tmpfs", ctypes.c_ulong(NO_SUID | NO_DEVICES), options)
    for name, handle in covered:
        os.makedirs(name, exist_ok=True)
        source = f"/proc/self/fd/{handle}".encode()
        _call("mount", source, name.encode(), None, ctypes.c_ulong(BIND | RECURSIVE), None)
        os.close(handle)
    _call("mount", b"proc", b"/proc", b"proc", ctypes.c_ulong(NO_SUID | NO_DEVICES | NO_EXEC), None)
    _write("/proc/sys/user/max_user_namespaces", "0")  # so that no second user namespace gives capabilities back


def restrict(limits: dict[str, Any]) -> None:
    """Set the limits that hold for each process, and for all of them together where the kernel counts so."""
    with open("/proc/self/statm", encoding="ascii") as file:
        already = int(file.read().split()[0]) * resource.getpagesize()
    seconds = int(limits["seconds"]) + 1
    for what, most in (
        (resource.RLIMIT_AS, already + (limits["memory_mb"] << 20)),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_NPROC, limits["processes"] + 2),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_FSIZE, limits["disk_mb"] << 20),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(what, (most, most))
    with contextlib.suppress(OSError):  # the first to go when the machine runs out of memory
        _write("/proc/self/oom_score_adj", "1000")


def surrender() -> None:
    """Give up every capability, for this process and all that follow it, and the system calls named above."""
    with contextlib.suppress(OSError):
        for capability in range(64):
            control(DROP_BOUND, capability)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _call("capset", header, (ctypes.c_uint32 * 6)())
    control(SET_NO_NEW_PRIVILEGES, 1)
    _forbid_calls()


def _forbid_calls() -> None:
    column, architecture = _ARCHITECTURES[platform.machine()]
    calls = [numbers[column] for numbers in _FORBIDDEN.values()]

    def rule(code: int, yes: int, no: int, value: int) -> bytes:
        return struct.pack("HBBI", code, yes, no, value)

    load, equal, least, give = 0x20, 0x15, 0x35, 0x06
    allowed, refused, killed = 0x7FFF0000, 0x00050000 | 1, 0x80000000
    rules = [rule(load, 0, 0, 4), rule(equal, 1, 0, architecture), rule(give, 0, 0, killed), rule(load, 0, 0, 0)]
    rules += [rule(least, 0, 1, 0x40000000), rule(give, 0, 0, killed)]  # the x32 twins of all calls
    for place, call in enumerate(calls):
        rules.append(rule(equal, len(calls) - place, 0, call))
    rules += [rule(give, 0, 0, allowed), rule(give, 0, 0, refused)]
    body = ctypes.create_string_buffer(b"".join(rules))

    class Programme(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    programme = Programme(len(rules), ctypes.addressof(body))
    _call("prctl", SET_SECCOMP, ctypes.c_ulong(2), ctypes.byref(programme), ctypes.c_ulong(0), ctypes.c_ulong(0))


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def rehearse() -> None:
    """Do all of it once with a process that then ends; an ``OSError`` names the step that this machine refuses."""
    child = os.fork()
    if child == 0:
        with os.fdopen(2, "w") as told:
            try:
                leave()
                inner = os.fork()
                if inner == 0:
                    furnish(1)
                    surrender()
                    os._exit(0)
                os._exit(os.waitstatus_to_exitcode(os.waitpid(inner, 0)[1]))
            except OSError as error:
                told.write(f"{error}\n")
                told.flush()
                os._exit(1)
    raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
