"""What stands above and below the explorers on their page."""

from IPython.display import HTML

from ilslearn import tables


def above() -> HTML:
    """The heading, what the page is, and how old its facts are."""
    return HTML(
        "<h1>International labour standards before domestic courts</h1>"
        "<p>Five explorers: was a Convention binding on a State on a given day; court decisions that used the law of"
        " the International Labour Organization; the same, compared; what the supervisory bodies had said; labour"
        " provisions of trade agreements. Choose, and read the answer with its reasons and sources.</p>"
        f"<p><strong>This is for learning, and not legal advice.</strong> The facts are as of {tables.as_of()}; each"
        " answer says how far its sources are confirmed. It is not a publication of the ILO.</p>"
    )


def below() -> HTML:
    """Licence and limits."""
    return HTML(
        "<p>ilslearn. Code: BSD-3-Clause. Texts and the compilation of data:"
        ' <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>. Nothing that you choose here is kept.'
        " The page goes to sleep when it has not been used for half an hour; open it again then.</p>"
    )
