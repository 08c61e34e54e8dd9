"""How Sphinx builds the website; the pages are staged by ``website`` (``make site``)."""

import re
import sys
from html import escape, unescape
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from website.address import addresses  # noqa: E402

import ilslearn  # noqa: E402
from ilslearn import tables  # noqa: E402

project = "ilslearn"
author = "The ilslearn founders"
version = release = ilslearn.__version__
language = "en"
extensions = ["myst_nb", "sphinx.ext.autodoc"]
nb_execution_mode = "off"  # the outputs are committed
nb_ipywidgets_js = {}  # no widget is shown that needs a script from elsewhere
myst_heading_anchors = 3
suppress_warnings = ["mystnb.unknown_mime_type"]

# Signatures name types by their short names; those of Python and pandas have no page here.
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
python_use_unqualified_type_names = True
# A default that is made anew for each object prints as <factory>, and Sphinx then splits the signature at each comma.
nitpick_ignore = [("py:class", "tuple[str")]
nitpick_ignore_regex = [("py:class", r"(collections\.abc|datetime|ipywidgets|matplotlib|pandas|pathlib|typing)\..*")]

html_theme = "pydata_sphinx_theme"
html_title = "ilslearn"
html_static_path = [str(HERE / "website" / "static")]
html_css_files = ["style.css"]
html_search_scorer = str(HERE / "website" / "scorer.js")
html_js_files = [("site.js", {"defer": "defer"})]
html_show_sourcelink = False
html_copy_source = False
html_sidebars = {name: [] for name in ("index", "instruments/*", "decisions/*", "search", "genindex")}
html_use_index = False
templates_path = [str(HERE / "website" / "templates")]
html_context = {"facts_as_of": tables.as_of(), "repository": addresses().repository}
html_theme_options = {
    "header_links_before_dropdown": 7,
    "navbar_end": ["theme-switcher"],
    "footer_start": ["about.html"],
    "footer_end": [],
    "show_prev_next": True,
    "secondary_sidebar_items": ["page-toc"],
    "icon_links": [],
    "show_toc_level": 2,
    "navigation_depth": 3,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}


def in_its_language(app: Any, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """A lesson in another language says so to browsers and screen readers."""
    if match := re.match(r"course/([a-z]{2})/", pagename):
        context["language"] = match[1]


_ABOUT = {
    "index": "Lessons and facts on international labour standards before domestic courts: Conventions and"
    " Recommendations of the ILO, ratifications, decisions, supervision.",
    "instruments": "{title}: whom it binds and from when, its final articles, court decisions that used it.",
    "decisions": "{title}: how the court used international labour standards, and what bound the State that day.",
}


def said_elsewhere(app: Any, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """What search engines and bookmarks are told of a page, and the list to which a page of the facts leads back."""
    folder, _, name = pagename.partition("/")
    about = _ABOUT.get(folder, "{title}: from a course on international labour standards before domestic courts.")
    if not re.match(r"course/[a-z]{2}/", pagename):  # these are in another language
        said = about.format(title=unescape(re.sub(r"<[^>]+>", "", context.get("title", ""))))
        context["metatags"] = f'{context.get("metatags", "")}\n<meta name="description" content="{escape(said)}">'
    if pagename == "index":
        context["title"] = "International labour standards before domestic courts"
    if folder in ("instruments", "decisions") and name != "index":
        context["parents"] = [{"link": "index.html", "title": folder.capitalize()}]


def setup(app: Any) -> None:
    app.connect("html-page-context", said_elsewhere)
    app.connect("html-page-context", in_its_language)
