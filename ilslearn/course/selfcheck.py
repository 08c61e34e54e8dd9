"""Self-checks: a learner asks whether an answer holds and is told at once, with the reason and the source."""

from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from ilslearn.catalogues import N_, _, asked
from ilslearn.course.answers import read
from ilslearn.course.journal import record
from ilslearn.course.questions import question as find_question
from ilslearn.errors import UnknownAnswer
from ilslearn.shown import Shown, tongue

Verdict = Literal["right", "wrong", "form", "ready"]
_MARKS = {
    "right": N_("✔ Right."), "wrong": N_("✘ Not yet."), "form": N_("✎ Form."), "ready": N_("✔ Ready to submit."),
}  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Feedback(Shown):
    """What a check says: ``right``, ``wrong``, ``form`` (it cannot be read), ``ready`` (well-formed, to be marked)."""

    question: str
    verdict: Verdict
    message: str
    sources: tuple[str, ...] = ()
    text: str = ""

    def __str__(self) -> str:
        return f"{_(_MARKS[self.verdict])} {self.message}"

    def _repr_html_(self) -> str:
        links = "".join(f'<li><a href="{escape(url)}">{escape(url)}</a></li>' for url in self.sources)
        sources = f"<details open><summary>{escape(_('Sources'))}</summary><ul>{links}</ul></details>" if links else ""
        lines = "".join(f"<p>{escape(part)}</p>" for part in self.text.split("\n\n") if part.strip())
        quoted = f'<blockquote style="max-width:50em;overflow-wrap:anywhere">{lines}</blockquote>' if lines else ""
        said = f"<p><strong>{_(_MARKS[self.verdict])}</strong> {escape(self.message)}</p>"
        return f'<div role="status"{tongue()}>{said}{sources}{quoted}</div>'


def check(question: str, answer: Any = None) -> Feedback:
    """Check an answer in a lesson or, before submission, in an assignment.

    Parameters: ``question``, its id (``"1.2-a"``); ``answer``, in the form that the question asks for. In a lesson the
    feedback says whether the answer holds and why, and the learner's progress is kept. In an assignment it says whether
    the answer can be read, and warns of typical slips; what it is worth is said after submission.

    >>> print(check("1.2-b", "5 January"))
    ✎ Form. '5 January' is not a day that can be read. Write a day in quotation marks as 'YYYY-MM-DD', for example \
'1997-06-01'.

    Raises UnknownQuestion if there is no such question; no answer, however odd, raises anything.
    """
    one = find_question(question)
    try:
        given = read(one, answer)
    except UnknownAnswer as error:
        return Feedback(one.id, "form", str(error))
    reply = one.replies.get(str(given))
    if one.graded:
        if reply and not one.strand:  # of an item of the knowledge tests a check tells nothing
            return Feedback(one.id, "wrong", asked(reply))
        ready = _("The answer can be read. What it is worth is said when it has been marked.")
        if one.form == "memo":  # shown as a text, so that it is read as one, by its author and by who marks it
            words = _("The memo has {n} words.", n=len(given.split()))
            return Feedback(one.id, "ready", f"{words} {ready}", text=given.strip())
        return Feedback(one.id, "ready", ready)
    right = given == one.expected()
    record(one.id, right)
    if right:
        return Feedback(one.id, "right", asked(one.right), one.sources)
    return Feedback(one.id, "wrong", asked(reply or one.otherwise), one.sources if not reply else ())
