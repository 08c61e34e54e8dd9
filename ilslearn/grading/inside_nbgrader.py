"""What a course names in ``nbgrader_config.py`` so that nbgrader's own commands and formgrader use this grader.

- ``c.Autograde.exporter_class = "ilslearn.grading.inside_nbgrader.Engine"``: autograding goes through the engine
- ``HideTests`` in ``c.GenerateFeedback.preprocessors``: feedback shows what a test says, not its hidden code
- ``c.HTMLExporter.filters = {"markdown2html": "ilslearn.grading.inside_nbgrader.clean_markdown"}``: feedback and
  formgrader show the text of a student, and run nothing in it
"""

import re
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import nh3
from jinja2 import pass_context
from nbconvert.exporters import NotebookExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor

from ilslearn.errors import IlsError
from ilslearn.grading.engine import grade
from ilslearn.grading.released import settings_of

_SCHEMES = {"http", "https", "mailto", "data"}
_PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,", re.IGNORECASE)
_BEGIN, _END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"


class Engine(NotebookExporter):
    """The exporter that nbgrader's autograding is told to use: it takes over before the first notebook is opened.

    nbgrader lets a course name the exporter of its autograding, but not what autogrades.
    """

    def __init__(self, parent: Any = None, **options: Any) -> None:
        super().__init__(parent=parent, **options)
        if isinstance(parent, Autograde):
            parent.convert_notebooks = partial(_autograde, parent)


def _autograde(converter: Any) -> None:
    """Grade what nbgrader's command or formgrader's button asks for, and say in its log what became of it."""
    directory = converter.coursedir
    excluded = directory.student_id_exclude.split(",") if directory.student_id_exclude else []
    everybody = directory.student_id == "*" and not excluded
    wanted = [] if everybody else [Path(path).parent.name for path in converter.assignments]
    try:
        report = grade(
            directory, converter.config, directory.assignment_id,
            students=[name for name in wanted if name not in excluded], force=converter.force, progress=True,
        )  # fmt: skip
    except IlsError as error:
        converter.log.error("%s", error)
        raise NbGraderException(str(error)) from None
    unmarked = []
    for one in report.submissions:
        reasons = "; ".join(one.reasons)
        say = converter.log.warning if one.reasons and one.status != "skipped" else converter.log.info
        say("%s: %s%s", one.student, one.status, f": {reasons}" if reasons else "")
        if one.score is None:
            unmarked.append(one)
    if unmarked:
        message = f"{unmarked[0].student} needs a person: {'; '.join(unmarked[0].reasons)}"
        converter.log.error("%s", message)
        raise NbGraderException(message)


class HideTests(NbGraderPreprocessor):
    """Take the hidden part of each test cell out of the feedback, also where an error shows its lines."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """One cell of the feedback."""
        if cell.cell_type != "code" or not settings_of(cell) or _BEGIN not in cell.source:
            return cell, resources
        shown, hidden = [], False
        for line in cell.source.splitlines():
            hidden = hidden or _BEGIN in line
            if not hidden:
                shown.append(line)
            hidden = hidden and _END not in line
        cell.source = "\n".join(shown)
        for output in cell.outputs:
            if output.output_type == "error":
                output.traceback = [f"{output.ename}: {output.evalue}"]
        return cell, resources


@pass_context
def clean_markdown(context: Any, source: str) -> str:
    """Markdown as HTML that can run nothing, whatever stands in it; pictures that we attached are shown."""
    attachments = (context.get("cell") or {}).get("attachments", {})
    try:
        page = MarkdownWithMath(renderer=IPythonRenderer(escape=False, attachments=attachments)).render(source)
    except Exception:  # one text that cannot be shown as Markdown is shown as it is, and stops no page
        page = f"<pre>{escape(source)}</pre>"
    return nh3.clean(page, url_schemes=_SCHEMES, attribute_filter=_only_pictures)


def _only_pictures(tag: str, attribute: str, value: str) -> str | None:
    """Data in the place of an address may be a picture, and nothing else."""
    is_data = attribute in ("href", "src") and value.strip().lower().startswith("data:")
    return None if is_data and not (tag == "img" and _PICTURE.match(value)) else value
