"""Opening what a student handed in as a notebook, whatever its version and whatever was done to it.

Only what is needed is taken: the kind and the text of each cell, and the names by which the release knows it. Outputs,
attachments, the state of widgets and all other metadata stay behind.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ilslearn.errors import IlsError

LARGEST = 64 * 1024 * 1024  # bytes of a notebook file that is opened
_MANY_OUTPUTS = 10 * 1024 * 1024
_MOST_CELLS = 5_000


class Unopenable(IlsError, ValueError):
    """The file is no notebook that can be read."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One cell as the student left it. ``settings`` is what nbgrader kept in it; ``cell_id`` is Jupyter's own name."""

    kind: str
    source: str
    settings: Mapping[str, Any]
    cell_id: str | None

    @property
    def grade_id(self) -> str | None:
        """The name by which nbgrader knows the cell."""
        name = self.settings.get("grade_id")
        return name if isinstance(name, str) else None


def open_cells(data: bytes, name: str) -> tuple[list[HandedIn], list[str]]:
    """The cells of a notebook file, and what had to be mended to open it.

    Parameters: ``data``, the file; ``name``, its name in messages. Raises Unopenable with the reason.
    """
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unopenable(f"{name} is damaged: it is not a notebook that can be read") from None
    except MemoryError:
        raise Unopenable(f"{name} is too large to be opened") from None
    if not isinstance(document, dict):
        raise Unopenable(f"{name} is damaged: it is not a notebook")
    mended = []
    if isinstance(document.get("worksheets"), list):
        sheets = [sheet for sheet in document["worksheets"] if isinstance(sheet, dict)]
        document["cells"] = [c for sheet in sheets if isinstance(sheet.get("cells"), list) for c in sheet["cells"]]
        mended.append(f"{name} was in an old format of notebooks (version 3): it was converted.")
    elif not isinstance(document.get("cells"), list):
        raise Unopenable(f"{name} is damaged: it has no cells")
    elif document.get("nbformat", 4) != 4:
        mended.append(f"{name} named an unknown version of notebooks: its cells were read all the same.")
    if len(document["cells"]) > _MOST_CELLS:
        raise Unopenable(f"{name} has more than {_MOST_CELLS:,} cells")
    cells = [opened for cell in document["cells"] if (opened := _open(cell)) is not None]
    if len(cells) < len(document["cells"]):
        mended.append(f"{name} had {len(document['cells']) - len(cells)} damaged cells: they were left out.")
    if not cells:
        raise Unopenable(f"{name} is damaged: it has no cells")
    if len(data) > _MANY_OUTPUTS:
        mended.append(f"{name} had {len(data) // 1024**2} MB, most of it outputs: they were left out.")
    return cells, mended


def _open(cell: Any) -> HandedIn | None:
    if not isinstance(cell, dict):
        return None
    source = cell.get("source", cell.get("input", ""))  # version 3 calls the text of a code cell its input
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    kind = cell.get("cell_type")
    if not isinstance(source, str) or not isinstance(kind, str):
        return None
    metadata = cell.get("metadata")
    settings = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    cell_id = cell.get("id")
    if kind == "heading":  # version 3
        kind, source = "markdown", f"# {source}"
    return HandedIn(
        kind=kind if kind in ("code", "markdown") else "raw",
        # Half a character, as JSON can hold it, cannot be written to a file: it is shown as a question mark.
        source=source.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n"),
        settings=settings if isinstance(settings, dict) else {},
        cell_id=cell_id if isinstance(cell_id, str) else None,
    )
