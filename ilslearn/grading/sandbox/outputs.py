"""What is kept of a cell's outputs: text and PNG pictures, bounded; nothing that a browser would run."""

import base64
import binascii
import re
from collections.abc import Iterable
from typing import Any

MOST_OUTPUTS = 100
MOST_PICTURE = 2 << 20  # bytes of one picture, as base64
_PNG = b"\x89PNG\r\n\x1a\n"
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,20}m")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def safe_outputs(outputs: Any, most: int, count: int | None = None) -> list[dict[str, Any]]:
    """The outputs of a cell, built anew from what is known to be harmless.

    ``most`` bounds the characters of text; ``count`` is the cell's number in the run, which a result repeats.

    >>> safe_outputs([{"output_type": "display_data", "data": {"text/html": "<script>"}}], 100)
    []
    """
    kept: list[dict[str, Any]] = []
    for output in outputs if isinstance(outputs, list) else ():
        made = _safe(output, most, count) if isinstance(output, dict) else None
        if made is not None and len(kept) < MOST_OUTPUTS:
            kept.append(made)
            most -= sum(len(text) for text in _texts(made))
    return kept


def error_output(name: str, text: str) -> dict[str, Any]:
    """An error as an output, so that nbgrader gives no points for the cell and shows why."""
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}


def _safe(output: dict[str, Any], most: int, count: int | None) -> dict[str, Any] | None:
    kind = output.get("output_type")
    if kind == "stream" and output.get("name") in ("stdout", "stderr"):
        return {"output_type": kind, "name": output["name"], "text": safe_text(output.get("text"), most)}
    if kind == "error":
        lines = output.get("traceback")
        traceback = [safe_text(line, most) for line in lines[:200]] if isinstance(lines, list) else []
        cut = {key: safe_text(output.get(key), min(most, 10_000)) for key in ("ename", "evalue")}
        return {"output_type": kind, **cut, "traceback": traceback if sum(map(len, traceback)) <= most + 1000 else []}
    if kind not in ("display_data", "execute_result") or not isinstance(output.get("data"), dict):
        return None
    data: dict[str, Any] = {}
    if isinstance(text := output["data"].get("text/plain"), str):
        data["text/plain"] = safe_text(text, most)
    if picture := _picture(output["data"].get("image/png")):
        data["image/png"] = picture
    if not data:
        return None
    made = {"output_type": kind, "data": data, "metadata": {}}
    return {**made, "execution_count": count} if kind == "execute_result" else made


def safe_text(text: object, most: int) -> str:
    """Text without control characters (colours aside) or text that runs backwards, cut at a bound."""
    if not isinstance(text, str):
        return ""
    most = max(most, 0)
    cut = text[:most] + ("\n... (output cut)" if len(text) > most else "")
    parts, place = [], 0
    for colour in _COLOUR.finditer(cut):
        parts += [_CONTROL.sub("", cut[place : colour.start()]), colour.group()]
        place = colour.end()
    parts.append(_CONTROL.sub("", cut[place:]))
    return "".join(parts).encode("utf-8", "replace").decode()


def _picture(data: object) -> str | None:
    if not isinstance(data, str) or len(data) > MOST_PICTURE:
        return None
    try:
        content = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if content.startswith(_PNG) else None


def _texts(output: dict[str, Any]) -> Iterable[str]:
    yield output.get("text", "")
    yield output.get("data", {}).get("text/plain", "")
    yield from output.get("traceback", ())
