"""A Jupyter kernel on sockets that the grader's side has bound: it sees neither their folder nor a connection file."""

import signal
import socket
from typing import Any

import zmq
from ipykernel.heartbeat import Heartbeat
from ipykernel.kernelapp import IPKernelApp
from traitlets.config import Config

from ilslearn.grading.sandbox.inside.cells import show_figures


def main(line: socket.socket, sockets: list[int], request: dict[str, Any]) -> None:
    """Run the kernel until the grader shuts it down or closes the sandbox."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config = Config()
    config.Session.key = request["key"].encode()
    config.Session.signature_scheme = request["signature_scheme"]
    config.HistoryManager.enabled = False
    app = _Kernel.instance(config=config)
    app.transport, app.ip = "ipc", "/submission/.kernel"
    app.bound = dict(enumerate(sockets, start=1))
    app.shell_port, app.iopub_port, app.stdin_port, app.control_port, app.hb_port = sorted(app.bound)
    app.initialize([])
    show_figures(app.shell)
    app.start()


class _Kernel(IPKernelApp):
    """IPython's kernel, with sockets taken over instead of bound."""

    bound: dict[int, int]

    def init_connection_file(self) -> None:
        """There is none: the connection came with the request."""

    def write_connection_file(self, **_: Any) -> None:
        """There is none."""

    def _try_bind_socket(self, s: Any, port: int) -> int:
        s.setsockopt(zmq.USE_FD, self.bound[port])
        s.bind(f"ipc://{self.ip}-{port}")
        return port

    def init_heartbeat(self) -> None:
        """The heartbeat binds in a thread of its own."""
        context, address = zmq.Context(), (self.transport, self.ip, self.hb_port)
        self.heartbeat = _Heartbeat(context, address)
        self.heartbeat.handle = self.bound[self.hb_port]
        self.heartbeat.start()


class _Heartbeat(Heartbeat):
    handle: int

    def _try_bind_socket(self) -> None:
        self.socket.setsockopt(zmq.USE_FD, self.handle)
        self.socket.bind(f"ipc://{self.ip}-{self.port}")
