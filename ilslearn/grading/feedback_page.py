"""The page on which a student reads the feedback: nbgrader's, without what bars a reader from it.

A course names it in ``nbgrader_config.py``:
``c.GenerateFeedback.exporter_class = "ilslearn.grading.feedback_page.FeedbackPage"``.
"""

import re
from typing import Any

from nbconvert.exporters import HTMLExporter

# nbgrader's page has links in too pale a blue and grey, told from text by colour alone; comments in code too pale; long
# lines that only a mouse scrolls; and parts that a narrow window cuts off (WCAG 2.2, 1.4.1, 1.4.3, 1.4.10, 2.1.1).
_STYLE = """<style>
a, .rendered_html a, .rendered_html a:link, .rendered_html a:visited { color: #0b4f8a; text-decoration: underline; }
div.nbgrader_cell .panel-heading, div.nbgrader_cell .panel-heading a { background-color: #1f5d92; color: #fff; }
div.nbgrader_cell .panel-heading { height: auto; overflow: hidden; }
div.nbgrader_cell .panel-heading code { background: #fff; color: #8a1230; }
.rendered_html code { color: #8a1230; }
.highlight :is(.c, .c1, .cm, .ch) { color: #2f6060; }
.highlight :is(.m, .mi, .mf) { color: #005a00; }
pre, .highlight pre { white-space: pre-wrap; overflow-wrap: anywhere; }
div.output_area, div.output_subarea { max-width: 100%; overflow-x: visible; }
.container { width: auto; max-width: 1170px; overflow-wrap: anywhere; }
a:focus-visible { outline: 3px solid #b34700; outline-offset: 1px; }
</style>
"""
_MATHJAX = re.compile(r"<!-- Load(?:ing)? mathjax.*?<!-- End of mathjax configuration -->", re.DOTALL)
_ENTRY = re.compile(r'<li><a href="#([\w.-]+)">(Test cell|Task|Written response|Coding free-response)</a>')


class FeedbackPage(HTMLExporter):
    """nbgrader's page with a language, landmarks and headings, links that say where to, and nothing from the net."""

    def from_notebook_node(  # type: ignore[override] # nbconvert's own HTML exporter returns text
        self, nb: Any, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of one notebook."""
        page, resources = super().from_notebook_node(nb, resources, **options)
        return _mended(page), resources


def _mended(page: str) -> str:
    page = _MATHJAX.sub("", page, count=1)
    view = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    page = page.replace("<html>", '<html lang="en">', 1).replace("</head>", f"{view}{_STYLE}</head>", 1)
    page = re.sub(r"<h4>(.*?)</h4>", r'<h1 class="h4">\1</h1>', page, count=1)
    marks = '<div class="panel-heading" role="region" aria-label="Marks">'
    page = page.replace('<div class="panel-heading">', marks, 1)
    return _ENTRY.sub(r'<li><a href="#\1">\2: \1</a>', page)
