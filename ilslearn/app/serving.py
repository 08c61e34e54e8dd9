"""Serve the explorers as a page, on this machine alone."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from ilslearn.catalogues import VARIABLE, spoken
from ilslearn.errors import IlsError

_HERE = Path(__file__).resolve().parent


def open_app(port: int, browser: bool, visitors: int, arguments: list[str]) -> int:
    """Serve the explorers until stopped, with options passed on to Voilà; return its exit code.

    Parameters: ``port`` on loopback, the next free one if it is taken; ``browser``, open one; ``visitors``, how many
    pages may be open at once.
    """
    if find_spec("voila") is None:
        raise IlsError("The app needs Voilà: pip install 'ilslearn[app]' (make setup does it).")
    options = [
        f"--Voila.config_file_paths={_HERE}",  # ours alone: what a user's own Voilà is set to is not for this page
        f"--port={port}",
        f"--Visitors.most={visitors}",
        *([] if browser else ["--no-browser"]),
    ]
    command = [sys.executable, "-m", "voila", str(_HERE / "explorers.ipynb"), *options, *arguments]
    paths = [str(_HERE / "jupyter"), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    own = {
        **os.environ,
        "JUPYTER_PATH": os.pathsep.join(paths),
        VARIABLE: spoken(),
    }  # each page is a process of its own
    if os.name == "posix":  # become Voilà: one process to stop, and its signals are its own
        os.execve(sys.executable, command, own)
    return subprocess.run(command, env=own, check=False).returncode
