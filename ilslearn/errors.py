"""Errors that say what was wrong, what would be right, and what to do next."""

from collections.abc import Iterable

from ilslearn.catalogues import _


class IlsError(Exception):
    """Base of every error that ilslearn raises on purpose; its text is one plain sentence or two."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows instead of a traceback: the sentence alone (IPython asks for this method)."""
        return [str(self)]


class UnknownInstrument(IlsError, LookupError):
    """No Convention, Protocol or Recommendation goes by that code, number or title."""


class UnknownCountry(IlsError, LookupError):
    """No country goes by that name or code."""


class UnknownDecision(IlsError, LookupError):
    """No decision of the register goes by that id, name or citation, or several do."""


class UnknownReference(IlsError, LookupError):
    """Nothing in the record that can be cited goes by that name."""


class UnknownStyle(IlsError, ValueError):
    """References are not written in that style."""


class UnknownDate(IlsError, ValueError):
    """The text is not a calendar day that can be read without guessing."""


class UnknownAddress(IlsError, ValueError):
    """The text is not an address on the web that can be used for what was asked."""


class UnknownQuestion(IlsError, LookupError):
    """No self-check has that identifier."""


class UnknownLesson(IlsError, LookupError):
    """The course has no lesson of that number."""


class UnknownAnswer(IlsError, ValueError):
    """The answer is not in the form that the question asks for."""


class UnknownLanguage(IlsError, ValueError):
    """The interface does not speak that language."""


class NeedsPerson(IlsError):
    """Nobody but a person can mark this answer; a test cell that raises it leaves the answer to one."""


class UnusableFile(IlsError, ValueError):
    """The file or folder that was named cannot be used for what was asked."""


class WrongFindings(IlsError, ValueError):
    """Findings of a gap analysis that cannot be read; ``mistakes`` has one sentence for each."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        n = len(self.mistakes)
        head = f"{n} finding{'s' * (n > 1)} cannot be read; correct the sheet and give it again."
        super().__init__("\n".join([head, *self.mistakes]))


def shown(value: object) -> str:
    """A value as it was written, cut if it is long, whatever it does when it is shown."""
    try:
        text = repr(value)
    except Exception:
        text = _("a {kind}", kind=type(value).__name__)
    return text if len(text) <= 60 else f"{text[:57]}..."


def nearest(word: str, choices: Iterable[str], n: int = 3) -> list[str]:
    """The choices most like a mistyped word, best first; empty when nothing is near.

    >>> nearest("Brasil", ["Brazil", "Chile", "Belize"])[0]
    'Brazil'
    """
    from rapidfuzz import fuzz, process, utils  # here: an error is rare, and the import is not free

    hits = process.extract(
        word[:100], list(choices), scorer=fuzz.token_set_ratio, processor=utils.default_process, limit=n
    )
    return [choice for choice, score, _ in hits if score >= 66]


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """A closing sentence that names the nearest valid names, or an empty text."""
    near = nearest(word, choices)
    return " " + _("Did you mean {names}?", names=_(" or ").join(near)) if near else ""
