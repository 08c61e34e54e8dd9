"""Are all links and anchors of the built site sound? Those that lead out of it are not followed: no network."""

import functools
import http.server
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The site on loopback, at a free port; yields its address."""
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()


def broken_links(site: Path) -> tuple[str, int]:
    """What LinkChecker says of the site: the report of what is broken, if anything, and how many links it followed."""
    settings = site.parent / "linkchecker.ini"
    settings.write_text("[AnchorCheck]\n[filtering]\nignorewarnings=http-redirected\n", encoding="utf-8")
    with served(site) as address:
        command = [str(Path(sys.executable).with_name("linkchecker")), "--config", str(settings), "--threads", "4"]
        done = subprocess.run([*command, "--no-status", address], capture_output=True, text=True, check=False)
    told = re.search(r"That's it\. (\d+) links? in", done.stdout)
    if not told or done.returncode not in (0, 1):
        return done.stdout + done.stderr, 0
    return (done.stdout if done.returncode else "", int(told[1]))
