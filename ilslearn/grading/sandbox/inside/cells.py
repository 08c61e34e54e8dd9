"""Run a notebook's cells as Jupyter does, without a kernel's sockets and threads, and keep their outputs."""

import builtins
import importlib
import io
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import activate_matplotlib
from traitlets.config import Config

KEPT = ("text/plain", "image/png")  # the rest could carry script, and nothing that decides a mark needs it
MOST_OUTPUTS = 100


class Outputs:
    """The outputs of one cell after another, each cell's text cut at a bound."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.found: list[dict[str, Any]] = []
        self.size = 0

    def take(self) -> list[dict[str, Any]]:
        found, self.found, self.size = self.found, [], 0
        return found

    def add(self, output: dict[str, Any], size: int) -> None:
        if self.size + size <= self.most and len(self.found) < MOST_OUTPUTS:
            self.found.append(output)
            self.size += size

    def write(self, name: str, text: str) -> None:
        if self.size >= self.most:
            return
        text = text[: self.most - self.size]
        self.size += len(text)
        if self.size >= self.most:
            text += "\n... (output cut)\n"
        last = self.found[-1] if self.found else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += text
        else:
            self.found.append({"output_type": "stream", "name": name, "text": text})

    def show(self, kind: str, data: dict[str, Any], count: int | None = None) -> None:
        kept = {name: value for name, value in data.items() if name in KEPT and isinstance(value, str)}
        if "text/plain" in kept and len(kept["text/plain"]) > self.most:
            kept["text/plain"] = f"{kept['text/plain'][: self.most]}\n... (output cut)"
        output: dict[str, Any] = {"output_type": kind, "data": kept, "metadata": {}}
        if kind == "execute_result":
            output["execution_count"] = count
        self.add(output, len(kept.get("text/plain", "")))


class _Stream(io.TextIOBase):
    """Standard output or error, written into the outputs."""

    def __init__(self, outputs: Outputs, name: str) -> None:
        self._outputs, self._name = outputs, name

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.write(self._name, text)
        return len(text)

    def writable(self) -> bool:
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"


class _Hook(DisplayHook):
    """What a cell's last expression shows."""

    shell: Any

    def start_displayhook(self) -> None: ...
    def write_output_prompt(self) -> None: ...
    def finish_displayhook(self) -> None: ...

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        self.shell.outputs.show("execute_result", _as_text(format_dict), self.prompt_count)


class _Publisher(DisplayPublisher):
    """What a cell shows with ``display``."""

    def publish(self, data: Any, metadata: Any = None, source: Any = None, **_: Any) -> None:
        self.shell.outputs.show("display_data", _as_text(data))

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.take()


def _as_text(data: dict[str, Any]) -> dict[str, Any]:
    """Pictures come as bytes from figures and as base64 from IPython's own class."""
    picture = data.get("image/png")
    if isinstance(picture, bytes):
        from binascii import b2a_base64

        data = {**data, "image/png": b2a_base64(picture, newline=False).decode()}
    return data


class Shell(InteractiveShell):
    """IPython, with its outputs kept instead of printed."""

    outputs: Outputs

    def __init__(self, outputs: Outputs, **more: Any) -> None:
        self.outputs = outputs
        config = Config()
        config.HistoryManager.enabled = False
        super().__init__(displayhook_class=_Hook, display_pub_class=_Publisher, config=config, **more)
        self.displayhook.shell = self.display_pub.shell = self
        if "matplotlib" in sys.modules:
            show_figures(self)

    def enable_gui(self, gui: Any = None) -> None:
        """There is no window to open."""

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        try:
            text = str(evalue)
        except Exception:
            text = ""
        lines = [line[: self.outputs.most] for line in stb]
        error = {"output_type": "error", "ename": etype.__name__, "evalue": text[: self.outputs.most]}
        self.outputs.found.append({**error, "traceback": lines})


def show_figures(shell: Any) -> None:
    """Have a shell show figures after each cell; that the warm process had a shell which did must not count."""
    inline = importlib.import_module("matplotlib_inline.backend_inline")
    activate_matplotlib("module://matplotlib_inline.backend_inline")
    inline.configure_inline_support.current_backend = "unset"
    inline.configure_inline_support(shell, "inline")


class Cells:
    """A notebook being run: a shell, and the outputs of each cell."""

    def __init__(self, output_kb: int, names: dict[str, Any] | None = None) -> None:
        self.outputs = Outputs(output_kb << 10)
        self.shell = Shell.instance(self.outputs, user_ns=names)
        builtins.input = _no_input
        self.catch()

    def catch(self) -> None:
        """Point standard output and error at the outputs, whatever a cell did to them."""
        sys.stdout, sys.stderr = _Stream(self.outputs, "stdout"), _Stream(self.outputs, "stderr")

    def run(self, source: str) -> list[dict[str, Any]]:
        """Run a cell; an error is one of its outputs."""
        self.shell.run_cell(source, store_history=True)
        return self.outputs.take()


def _no_input(prompt: object = "") -> str:
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")


def warm_up() -> None:
    """Use once what every notebook uses, so that no fork pays for it again."""
    shell = Shell(Outputs(1 << 20))
    before = sys.stdout
    sys.stdout = _Stream(shell.outputs, "stdout")
    if "matplotlib" in sys.modules:
        shell.run_cell("import matplotlib.pyplot as plt\nplt.plot([1, 2])")
    shell.run_cell("def f():\n    return 1 / 0\nf()")
    shell.reset()
    sys.stdout = before
