"""In which language the explorers, the self-checks and the answers speak."""

from ilslearn.catalogues import LANGUAGES, choose, known, spoken
from ilslearn.errors import UnknownLanguage, shown


def language(tag: str | None = None) -> str:
    """The language of the interface in this session; with a tag, choose it first.

    Parameters: ``tag``, ``"en"``, ``"fr"`` or ``"es"``; nothing, to be told which one is spoken. Without a choice it
    is the one that the environment variable ``ILSLEARN_LANGUAGE`` names, else English. Codes, the tables and the words
    of graded answers are the same in each language, and notes of the facts stay in English.

    >>> language("fr")
    'fr'
    >>> import ilslearn as ils
    >>> ils.binding("Brazil", "C158", on="1997-06-01").on, language("en")
    (datetime.date(1997, 6, 1), 'en')

    Raises UnknownLanguage, with the languages that there are.
    """
    if tag is not None:
        chosen = known(tag) if isinstance(tag, str) else ""
        if not chosen:
            there = ", ".join(f"{code} ({name})" for code, name in LANGUAGES.items())
            raise UnknownLanguage(f"The interface does not speak {shown(tag)}. Choose one of: {there}.")
        choose(chosen)
    return spoken()
