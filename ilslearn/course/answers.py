"""Reading an answer: a word of a list, a day, a code, a list, a table, a memo. All else is said kindly."""

import re
from collections.abc import Mapping
from typing import Any

from ilslearn.catalogues import _
from ilslearn.course.questions import Question
from ilslearn.dates import a_day
from ilslearn.errors import IlsError, UnknownAnswer, did_you_mean, shown
from ilslearn.law.countries import country
from ilslearn.law.instruments import instrument


def read(question: Question, answer: Any) -> Any:
    """The answer in one canonical form, so that ``"in force"`` and ``"in_force"`` are the same.

    Raises UnknownAnswer, with how to write it, if the answer is not in the form that the question asks for.
    """
    empty = isinstance(answer, str | list | tuple | set | Mapping) and not (
        answer.strip() if isinstance(answer, str) else answer
    )
    if answer is None or answer is ... or empty:
        raise UnknownAnswer(f"{_('There is no answer yet.')} {_how(question)}")
    return _READERS[question.form](question, answer)


def _choice(question: Question, answer: Any) -> str:
    by_name = {_plain(choice): choice for choice in question.choices}
    if not isinstance(answer, str) or _plain(answer) not in by_name:
        hint = did_you_mean(answer, question.choices) if isinstance(answer, str) else ""
        text = _("{answer} is not one of the answers.", answer=shown(answer))
        raise UnknownAnswer(f"{text}{hint} {_how(question)}")
    return by_name[_plain(answer)]


def _date(question: Question, answer: Any) -> str:
    try:
        return a_day(answer).isoformat()
    except IlsError:
        text = _("{answer} is not a day that can be read.", answer=shown(answer))
        raise UnknownAnswer(f"{text} {_how(question)}") from None


def _code(question: Question, answer: Any) -> str:
    try:
        return instrument(answer).code
    except IlsError as error:
        raise UnknownAnswer(f"{error} {_how(question)}") from None


def _codes(question: Question, answer: Any) -> list[str]:
    return sorted({_code(question, item) for item in _items(question, answer)})


def _several(question: Question, answer: Any) -> list[str]:
    return sorted({_choice(question, item) for item in _items(question, answer)})


def _items(question: Question, answer: Any) -> list[Any]:
    """The items of a list; the one word "none" is a list of nothing, so that it is not taken for no answer."""
    items = [answer] if isinstance(answer, str) and _plain(answer) == "none" else answer
    if not isinstance(items, list | tuple | set):
        raise UnknownAnswer(f"{_('{answer} is not a list.', answer=shown(answer))} {_how(question)}")
    return [item for item in items if not (len(items) == 1 and isinstance(item, str) and _plain(item) == "none")]


def _mapping(question: Question, answer: Any) -> dict[str, str]:
    return {key: _choice(question, value) for key, value in _by_key(question, answer).items()}


def _sheet(question: Question, answer: Any) -> dict[str, list[str]]:
    read_ = {}
    for key, value in _by_key(question, answer).items():
        if not (isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[1], str)):
            text = _("The row of {key} is not a finding and a source.", key=key)
            raise UnknownAnswer(f"{text} {_how(question)}")
        read_[key] = [_choice(question, value[0]), value[1].strip()]
    return read_


def _by_key(question: Question, answer: Any) -> dict[str, Any]:
    """The values of a table by the question's own keys, in its order; a country may go by any of its names."""
    if not isinstance(answer, Mapping):
        raise UnknownAnswer(f"{_('{answer} has not the form of the table.', answer=shown(answer))} {_how(question)}")
    own = {_plain(key): key for key in question.keys}
    read_: dict[str, Any] = {}
    for key, value in answer.items():
        name = own.get(_plain(key)) if isinstance(key, str) else None
        try:
            code = name or country(key).code
        except IlsError as error:
            raise UnknownAnswer(f"{error} {_how(question)}") from None
        if code not in question.keys:
            text = _("The question does not ask about {key}.", key=shown(key))
            raise UnknownAnswer(f"{text} {_how(question)}")
        read_[code] = value
    if missing := [key for key in question.keys if key not in read_]:
        text = _("The answer says nothing of {keys}.", keys=_(" and ").join(missing))
        raise UnknownAnswer(f"{text} {_how(question)}")
    return {key: read_[key] for key in question.keys}


def _country(question: Question, answer: Any) -> str:
    try:
        state = country(answer)
    except IlsError as error:
        raise UnknownAnswer(f"{error} {_how(question)}") from None
    if not state.membership or state.membership[-1].until is not None:
        text = _("{state} is not a Member of the ILO today.", state=state.called)
        raise UnknownAnswer(f"{text} {_how(question)}")
    return state.code


def _number(question: Question, answer: Any) -> int:
    if isinstance(answer, str) and re.fullmatch(r"[0-9]{1,9}", answer.strip()):
        return int(answer)
    if isinstance(answer, bool) or not isinstance(answer, int) or abs(answer) > 10**9:
        raise UnknownAnswer(f"{_('{answer} is not a whole number.', answer=shown(answer))} {_how(question)}")
    return answer


def _memo(question: Question, answer: Any) -> str:
    if not isinstance(answer, str):
        raise UnknownAnswer(f"{_('{answer} is not a text.', answer=shown(answer))} {_how(question)}")
    words, (least, most) = len(answer.split()), question.words
    if not least <= words <= most:
        raise UnknownAnswer(f"{_('The memo has {n} words.', n=words)} {_how(question)}")
    return answer


_READERS = {
    "choice": _choice,
    "date": _date,
    "code": _code,
    "codes": _codes,
    "several": _several,
    "mapping": _mapping,
    "sheet": _sheet,
    "country": _country,
    "number": _number,
    "memo": _memo,
    "memorial": _memo,
}


def _plain(word: str) -> str:
    return " ".join(word.casefold().replace("_", " ").split())


def _how(question: Question) -> str:
    """How to write an answer to this question."""
    listed = ", ".join(repr(choice) for choice in question.choices)
    if question.form == "choice":
        return _("Write one of: {words}.", words=listed)
    if question.form == "mapping":
        keys = ", ".join(repr(key) for key in question.keys)
        return _("Give each of {keys} one of: {words}.", keys=keys, words=listed)
    if question.form == "several":
        return _("Write some of these in square brackets, or ['none']: {words}.", words=listed)
    if question.form == "sheet":
        return _(
            "Give each of {keys} a finding ({words}) and a source: ['met', 'Labour Act, s. 5'].",
            keys=", ".join(question.keys),
            words=listed,
        )
    if question.form in ("memo", "memorial"):
        least, most = question.words
        return _("Write a text of {least} to {most} words between three quotation marks.", least=least, most=most)
    return {
        "date": _("Write a day in quotation marks as 'YYYY-MM-DD', for example '1997-06-01'."),
        "code": _("Write a code in quotation marks, for example 'C158'."),
        "codes": _("Write codes in square brackets, for example ['C087', 'C098']; if there are none, ['none']."),
        "country": _("Write the name of a State in quotation marks, for example 'Kenya'."),
        "number": _("Write a whole number, for example 6."),
    }[question.form]
