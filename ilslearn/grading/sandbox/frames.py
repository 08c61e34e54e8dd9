"""Messages between the grader and a sandbox: a length, then JSON; never a pickle, never more than the reader allows."""

import json
import select
import socket
import struct
import time
from typing import Any

_LENGTH = struct.Struct("!I")


class Ended(Exception):
    """The other side closed the line."""


class TooLong(Exception):
    """A longer message than the reader takes."""


class TooLate(Exception):
    """The other side did not answer in time."""


def send(line: socket.socket, message: Any, most: int = 1 << 31) -> None:
    """Send one message; a line that the other side has closed raises ``Ended``, too long a message ``TooLong``."""
    body = json.dumps(message).encode()
    if len(body) > most:
        raise TooLong
    try:
        line.sendall(_LENGTH.pack(len(body)) + body)
    except OSError as error:
        raise Ended from error


def receive(line: socket.socket, most: int, until: float | None = None) -> Any:
    """Read one message of at most ``most`` bytes, until a moment of ``time.monotonic`` or for ever."""
    (length,) = _LENGTH.unpack(exactly(line, _LENGTH.size, until))
    if length > most:
        raise TooLong
    try:
        return json.loads(exactly(line, length, until))
    except (ValueError, RecursionError) as error:
        raise Ended from error


def exactly(line: socket.socket, size: int, until: float | None = None) -> bytes:
    """Read so many bytes, and none beyond them."""
    parts = bytearray()
    while len(parts) < size:
        if until is not None:
            waiting = select.poll()
            waiting.register(line, select.POLLIN)
            if not waiting.poll(max(0.0, until - time.monotonic()) * 1000):
                raise TooLate
        try:
            part = line.recv(min(size - len(parts), 1 << 20))
        except OSError as error:
            raise Ended from error
        if not part:
            raise Ended
        parts += part
    return bytes(parts)
