"""A Jupyter kernel provisioner: any notebook program can run its kernels in the sandbox, by choosing a kernel."""

import asyncio
import contextlib
import json
import shutil
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import Float, Integer

from ilslearn.grading.sandbox.limits import Limits
from ilslearn.grading.sandbox.warm import Box, warm

KERNEL = "ilslearn-sandbox"
_PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
_SPEC = {
    "argv": ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],  # what a kernel must name; not run
    "display_name": "Python 3 (sandbox)",
    "language": "python",
    "interrupt_mode": "signal",
    "metadata": {"kernel_provisioner": {"provisioner_name": "ilslearn-bubblewrap", "config": {}}},
}


class BubblewrapProvisioner(KernelProvisionerBase):
    """Starts a kernel as a fork of the warm process, behind bubblewrap, with copies of the files beside the notebook.

    The grader's side binds the kernel's sockets in a private folder and hands them over open, so that the kernel sees
    neither the folder nor any other kernel's. The limits can be set in the kernelspec (``config``) or by traitlets.
    """

    seconds = Float(3600.0, help="Time for the whole notebook, and CPU time of each process.").tag(config=True)
    memory_mb = Integer(1024, help="Memory of all processes together.").tag(config=True)
    processes = Integer(64, help="Processes and threads.").tag(config=True)
    disk_mb = Integer(64, help="Size of the folder, and of /tmp.").tag(config=True)

    _box: Box | None = None
    _folder: Path | None = None

    @property
    def has_process(self) -> bool:
        """Whether a kernel was started and not yet cleaned up."""
        return self._box is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Make the private folder and tell the manager to use it, instead of ports that every user could reach."""
        for unused in ("extra_arguments", "transport_encryption"):
            kwargs.pop(unused, None)
        self._folder = Path(tempfile.mkdtemp(prefix="kernel-"))  # for this user alone, and short enough for a socket
        manager: Any = self.parent
        manager.transport, manager.ip = "ipc", str(self._folder / "k")
        for number, name in enumerate(_PORTS, start=1):
            setattr(manager, name, number)
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork the kernel; ``cwd`` is the folder of which it gets a copy."""
        limits = Limits(seconds=self.seconds, memory_mb=self.memory_mb, processes=self.processes, disk_mb=self.disk_mb)
        folder = Path(kwargs["cwd"]) if kwargs.get("cwd") else None
        info: dict[str, Any] = {**self.connection_info}
        key = info["key"].decode() if isinstance(info["key"], bytes) else info["key"]
        with contextlib.ExitStack() as stack:
            sockets = []
            for name in _PORTS:
                sockets.append(stack.enter_context(socket.socket(socket.AF_UNIX)))
                sockets[-1].bind(f"{info['ip']}-{info[name]}")
                sockets[-1].listen(64)
            more = {"key": key, "signature_scheme": info["signature_scheme"]}
            handles = tuple(one.fileno() for one in sockets)
            self._box = warm().box("jupyter", limits, folder, *handles, **more)
        return self.connection_info

    async def poll(self) -> int | None:
        """The exit code, or None while the kernel runs."""
        ended = self._box.ended(time.monotonic()) if self._box else {"code": 0}
        return None if ended is None else int(ended["code"])

    async def wait(self) -> int | None:
        """Wait until the kernel has ended."""
        while (code := await self.poll()) is None:
            await asyncio.sleep(0.05)
        self._end()
        return code

    async def send_signal(self, signum: int) -> None:
        """Interrupt the kernel; any signal that would end it ends the whole sandbox."""
        if self._box and signum == signal.SIGINT:
            self._box.interrupt()
        elif signum:
            self._end()

    async def kill(self, restart: bool = False) -> None:
        """End the sandbox."""
        self._end()

    async def terminate(self, restart: bool = False) -> None:
        """End the sandbox."""
        self._end()

    async def cleanup(self, restart: bool = False) -> None:
        """End the sandbox, and remove the folder of its sockets."""
        self._end()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _end(self) -> None:
        if self._box:
            self._box.close()
            self._box = None


def install_kernelspec(prefix: Path | None = None) -> Path:
    """Install the kernel ``ilslearn-sandbox`` for a Python environment (this one unless told otherwise)."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "kernel.json").write_text(json.dumps(_SPEC, indent=1) + "\n", encoding="utf-8")
        return Path(KernelSpecManager().install_kernel_spec(folder, KERNEL, prefix=str(prefix or sys.prefix)))
