"""The library as students have it: the same program and facts, without what tells the marks of an assignment.

Left out are the answers, replies and sources of graded questions and where in the facts they are looked up, the module
that marks, and the assignments' sources. What is left can say whether an answer can be read, and no more.
"""

import base64
import hashlib
import io
import json
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import ilslearn
from ilslearn.errors import IlsError
from ilslearn.places import place

VERSION = f"{ilslearn.__version__}+students"
NAME = f"ilslearn-{VERSION}-py3-none-any.whl"
KEPT = ("id", "strand", "prompt", "form", "graded", "points", "choices", "keys", "words")  # of a graded question
_PACKAGE = Path(ilslearn.__file__).parent
_LEFT_OUT = ("course/marking.py", "course/knowledge_marks.py")
_SAME_DAY = (2020, 1, 1, 0, 0, 0)  # the same files make the same wheel


def student_wheel(lessons: Mapping[str, bytes], assignments: Mapping[str, bytes]) -> bytes:
    """The wheel, as bytes; the same content gives the same bytes.

    Parameters: ``lessons`` and ``assignments``, the files that students have, by their place below ``notebooks`` and
    ``assignments``.
    """
    files = dict(_program())
    files |= {f"ilslearn/_files/datasets/{name}": data for name, data in _below(place("datasets"))}
    files |= {f"ilslearn/_files/notebooks/{name}": data for name, data in lessons.items()}
    files |= {f"ilslearn/_files/assignments/{name}": data for name, data in assignments.items()}
    info = f"ilslearn-{VERSION}.dist-info"
    files |= {f"{info}/{name}": data for name, data in _metadata()}
    record = "".join(f"{name},sha256={_digest(files[name])},{len(files[name])}\n" for name in sorted(files))
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    return _packed(files)


def without_keys(text: str) -> str:
    """A file of the question bank in which graded questions keep what a form check needs, and nothing else.

    Raises IlsError if other questions stand among them.

    >>> print(without_keys('lesson = "a1"\\n[[question]]\\nid = "a1-1"\\ngraded = true\\nanswer = 6'))
    lesson = "a1"
    <BLANKLINE>
    [[question]]
    id = "a1-1"
    graded = true
    right = ""
    otherwise = ""
    sources = []
    <BLANKLINE>
    """
    document = tomllib.loads(text)
    if not any(item.get("graded") for item in document["question"]):
        return text
    lines = [f"lesson = {_toml(document['lesson'])}", ""]
    for item in document["question"]:
        if not item.get("graded"):
            raise IlsError(f"{item['id']} stands among graded questions: give it a file of its own.")
        kept = {name: item[name] for name in KEPT if name in item} | {"right": "", "otherwise": "", "sources": []}
        lines += ["[[question]]", *(f"{name} = {_toml(value)}" for name, value in kept.items()), ""]
    return "\n".join(lines)


def _program() -> Iterator[tuple[str, bytes]]:
    for name, data in _below(_PACKAGE):
        if name.startswith("_files/") or name in _LEFT_OUT:
            continue
        if name.startswith("course/questions/") and name.endswith(".toml"):
            data = without_keys(data.decode()).encode()
        yield f"ilslearn/{name}", data


def _below(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith(".") or part == "__pycache__" for part in parts):
            yield "/".join(parts), path.read_bytes()


def _metadata() -> Iterator[tuple[str, bytes]]:
    """What the installed library says of itself, under the version of this wheel."""
    installed = distribution("ilslearn")
    text = installed.read_text("METADATA") or ""
    yield "METADATA", text.replace(f"\nVersion: {installed.version}\n", f"\nVersion: {VERSION}\n", 1).encode()
    yield "entry_points.txt", (installed.read_text("entry_points.txt") or "").encode()
    for name in ("LICENSE", "LICENSE-CONTENT"):
        yield f"licenses/{name}", (installed.read_text(f"licenses/{name}") or "").encode()
    yield "WHEEL", b"Wheel-Version: 1.0\nGenerator: ilslearn\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def _packed(files: Mapping[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name in sorted(files, key=lambda name: (".dist-info/" in name, name)):
            entry = zipfile.ZipInfo(name, _SAME_DAY)
            entry.external_attr = 0o644 << 16
            wheel.writestr(entry, files[name], zipfile.ZIP_DEFLATED)
    return data.getvalue()


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _toml(value: Any) -> str:
    """A text, number, truth value or list of them: JSON writes it as TOML does."""
    return json.dumps(value, ensure_ascii=False)
