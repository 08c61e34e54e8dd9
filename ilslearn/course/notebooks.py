"""Running the lessons top to bottom and keeping their outputs, so that a reader sees them without running anything."""

import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from ilslearn.catalogues import LANGUAGES, VARIABLE
from ilslearn.errors import IlsError
from ilslearn.places import place, replacing

try:
    import nbformat
    from nbclient import NotebookClient
except ImportError:
    raise IlsError("Running the lessons needs Jupyter: pip install 'ilslearn[course]' (make setup does it).") from None

INSTRUCTORS = "instructors"  # the folder of the kit: no lesson, and not for those who learn
_WIDGET = "application/vnd.jupyter.widget-view+json"


def lessons(folder: Path | None = None) -> list[Path]:
    """Every lesson of the course, or of another folder, in order, in English; the instructors' kit has none.

    What translators made of them stands in a folder for each language: :func:`translated`.
    """
    home = folder or place("notebooks")
    apart = {INSTRUCTORS, *LANGUAGES}
    return [path for path in _notebooks(home) if path.relative_to(home).parts[0] not in apart]


def translated(language: str, folder: Path | None = None) -> list[Path]:
    """The lessons that there are in another language, in order; ``folder`` is that of the course."""
    return _notebooks((folder or place("notebooks")) / language)


def in_every_language() -> list[Path]:
    """Every lesson that a learner is given: in English, then what there is in other languages."""
    return [*lessons(), *(path for language in LANGUAGES for path in translated(language))]


def _notebooks(home: Path) -> list[Path]:
    return sorted(path for path in home.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)


def rerun(paths: Iterable[Path]) -> list[Path]:
    """Run notebooks and write their outputs into them; return those that were run.

    A widget lives only as long as its kernel, so its twin in HTML is kept instead. Raises IlsError, naming the notebook
    and the cell, if a cell fails; that notebook is left as it was.
    """
    done = []
    for path in paths:
        notebook = read(path)
        _run(notebook, path)
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)
            for output in cell.get("outputs", []):
                output.get("data", {}).pop(_WIDGET, None)
        notebook.metadata.pop("widgets", None)
        notebook.metadata["language_info"] = {"name": "python"}
        with replacing(path) as file:
            nbformat.write(notebook, file)
        done.append(path)
    return done


def read(path: Path) -> nbformat.NotebookNode:
    """A notebook. Raises IlsError, naming it, if it is none that can be read."""
    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise IlsError(f"There is no notebook {path}.") from None
    except Exception as error:  # nbformat has many ways of saying that a file is no notebook
        raise IlsError(f"{path} is not a notebook that can be read: {_last_line(error)}") from None


def _last_line(error: Exception) -> str:
    """The last line of an error's text, without the colours of a terminal."""
    lines = [line for line in re.sub(r"\x1b\[[0-9;]*m", "", str(error)).splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__


def _run(notebook: nbformat.NotebookNode, path: Path) -> None:
    with tempfile.TemporaryDirectory() as home:  # nobody's own progress goes into a lesson
        before = {name: os.environ.pop(name, None) for name in ("ILSLEARN_HOME", VARIABLE)}
        os.environ["ILSLEARN_HOME"] = home
        try:
            client = NotebookClient(
                notebook,
                timeout=300,  # the rehearsal of a grading cycle, on a busy machine
                kernel_name="python3",
                extra_arguments=["--IPKernelApp.log_level=40"],
                resources={"metadata": {"path": str(path.parent)}},
            )
            client.execute()
        except Exception as error:
            raise IlsError(f"{path.name} does not run to the end: {_last_line(error)}") from error
        finally:
            os.environ.pop("ILSLEARN_HOME")
            os.environ.update({name: value for name, value in before.items() if value is not None})
