"""What a person's browser does at a hub, over HTTP: log in, wait for the server, use its API and a kernel."""

import json
import re
import time
import uuid
from typing import Any
from urllib.parse import quote, urlsplit

import requests
import websocket


class Person:
    """One browser: its cookies, and the person who sits in front of it."""

    def __init__(self, address: str, name: str) -> None:
        self.address, self.name = address, name
        self.session = requests.Session()
        # The proxy ends what was idle for some seconds; a browser would ask again, and requests does not.
        self.session.headers["Connection"] = "close"
        self.session.trust_env = False  # loopback needs no proxy of this machine
        self.own = f"{address}/user/{name}"

    def log_in(self, password: str) -> int:
        """Fill in the form; the status of what comes back."""
        form = self.session.get(f"{self.address}/hub/login", timeout=60)
        sent = {"username": self.name, "password": password, "_xsrf": _field(form.text)}
        return self.session.post(f"{self.address}/hub/login", data=sent, timeout=60, allow_redirects=False).status_code

    def open(self, patience: float = 600) -> str:
        """Ask for one's own server until it is there; the address on which it lands."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            answer = self.session.get(f"{self.address}/hub/spawn", timeout=120)
            if urlsplit(answer.url).path.startswith(f"/user/{self.name}/") and answer.ok:
                return answer.url
            time.sleep(0.5)
        raise AssertionError(f"{self.name}: no server: {answer.status_code} {answer.url} {answer.text[:500]}")

    def status(self, path: str) -> int:
        """What the hub answers to a page."""
        return self.session.get(f"{self.address}{path}", timeout=60).status_code

    def ask(self, method: str, path: str, **body: Any) -> Any:
        """The API of one's own server."""
        answer = self.session.request(
            method, f"{self.own}/{path}", json=body or None, headers={"X-XSRFToken": self._token()}, timeout=240
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def run(self, *cells: str) -> list[str]:
        """Start a kernel, run cells over its websocket, and return what each prints (an error: its name)."""
        kernel = self.ask("POST", "api/kernels", name="python3")["id"]
        mine = [one for one in self.session.cookies if f"/user/{self.name}/".startswith(one.path)]
        line = websocket.create_connection(
            f"{self.own.replace('http', 'ws', 1)}/api/kernels/{kernel}/channels?_xsrf={quote(self._token())}",
            cookie="; ".join(f"{one.name}={one.value}" for one in mine), origin=self.address, timeout=240,
        )  # fmt: skip
        try:
            return [_executed(line, cell) for cell in cells]
        finally:
            line.close()
            self.ask("DELETE", f"api/kernels/{kernel}")

    def _token(self) -> str:
        return next(one.value or "" for one in self.session.cookies
                    if one.name == "_xsrf" and one.path == f"/user/{self.name}/")  # fmt: skip


def _field(page: str) -> str:
    found = re.search(r'name="_xsrf" value="([^"]+)"', page)
    assert found, page[:500]
    return found[1].replace("&#61;", "=")


def _executed(line: websocket.WebSocket, cell: str) -> str:
    question = uuid.uuid4().hex
    header = {"msg_id": question, "msg_type": "execute_request", "username": "", "session": question,
              "version": "5.3", "date": ""}  # fmt: skip
    content = {"code": cell, "silent": False, "store_history": False, "allow_stdin": False, "stop_on_error": False}
    asked = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
    line.send(json.dumps(asked))
    printed = ""
    while True:
        told = json.loads(line.recv())
        if told["parent_header"].get("msg_id") != question or told["channel"] != "iopub":
            continue
        kind, content = told["msg_type"], told["content"]
        if kind == "stream":
            printed += content["text"]
        elif kind == "error":
            printed += content["ename"]
        elif kind == "status" and content["execution_state"] == "idle":
            return printed.strip()
