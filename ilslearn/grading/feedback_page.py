"""The page on which a student reads the feedback: nbgrader's cells, without what bars a reader from them.

A course names it in ``nbgrader_config.py``:
``c.GenerateFeedback.exporter_class = "ilslearn.grading.feedback_page.FeedbackPage"``.
"""

from pathlib import Path

import nbgrader
from nbconvert.exporters import HTMLExporter
from traitlets import default
from traitlets.config import Config

_OURS = Path(__file__).resolve().parent / "templates"
_NBGRADERS = Path(nbgrader.__file__).resolve().parent / "server_extensions" / "formgrader" / "templates"


class FeedbackPage(HTMLExporter):
    """A student's page with a language, landmarks and headings, links that say where to, and nothing from the net."""

    @property
    def default_config(self) -> Config:
        """Our template, on top of nbgrader's: both say how a cell looks."""
        own = Config()
        own.FeedbackPage.template_name = "feedback_page"
        own.FeedbackPage.extra_template_basedirs = [str(_OURS), str(_NBGRADERS)]
        own.merge(super().default_config)
        return own

    @default("template_paths")
    def _template_paths(self, prune: bool = True, root_dirs: list[str] | None = None) -> list[str]:
        """Where templates are looked for; nbgrader's can be named by ours as 'feedback/index.html.j2'."""
        return [*super()._template_paths(prune, root_dirs), str(_NBGRADERS)]
