"""What stands above and below the explorers on their page."""

from html import escape

from IPython.display import HTML

from ilslearn import tables
from ilslearn.catalogues import _, spoken
from ilslearn.dates import as_read


def above() -> HTML:
    """The heading, what the page is, and how old its facts are; the page is marked with its language."""
    what = _(
        "Five explorers: was a Convention binding on a State on a given day; court decisions that used the law of the"
        " International Labour Organization; the same, compared; what the supervisory bodies had said; labour"
        " provisions of trade agreements. Choose, and read the answer with its reasons and sources."
    )
    facts = _(
        "The facts are as of {day}; each answer says how far its sources are confirmed. It is not a publication of the"
        " ILO.",
        day=as_read(tables.as_of()),
    )
    # The page is made before anything speaks; a picture that fails to load marks it.
    mark = f'<img alt="" style="display:none" src="data:," onerror="document.documentElement.lang = {spoken()!r}">'
    return HTML(
        f"{mark}<h1>{escape(_('International labour standards before domestic courts'))}</h1><p>{escape(what)}</p>"
        f"<p><strong>{escape(_('This is for learning, and not legal advice.'))}</strong> {escape(facts)}</p>"
    )


def below() -> HTML:
    """Licence and limits."""
    licence = _("Code: BSD-3-Clause. Texts and the compilation of data:")
    limits = _(
        "Nothing that you choose here is kept. The page goes to sleep when it has not been used for half an hour; open"
        " it again then."
    )
    return HTML(
        f"<p>ilslearn. {escape(licence)}"
        f' <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>. {escape(limits)}</p>'
    )
