"""How much a submission may use: time, memory, processes, disk and output."""

from dataclasses import dataclass

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use while it is graded.

    ``cell_seconds`` is the time for one cell or one test, as nbgrader's own ``timeout``; ``seconds`` the time for the
    whole notebook and also the CPU time of any one of its processes. ``memory_mb`` counts what all of its processes
    hold together beyond the warm start; ``disk_mb`` is the size of its folder, and of ``/tmp`` and ``/dev/shm`` again.
    ``output_kb`` is the text that is kept of one cell; ``value_mb`` the size of one value that a test may look at.

    >>> Limits().cell_seconds
    30.0
    """

    cell_seconds: float = 30.0
    seconds: float = 300.0
    memory_mb: int = 1024
    processes: int = 64
    open_files: int = 256
    disk_mb: int = 64
    output_kb: int = 200
    value_mb: int = 16
