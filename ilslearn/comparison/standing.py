"""Was an instrument binding on the State of a decision on the day of the decision?"""

import re
from dataclasses import dataclass

from ilslearn.catalogues import N_, _, joined, label, mixed
from ilslearn.law.decisions import Decision, where
from ilslearn.law.instruments import instrument
from ilslearn.law.intervals import Status
from ilslearn.law.ratification import Binding, binding
from ilslearn.shown import Shown


@dataclass(frozen=True, slots=True, repr=False)
class Standing(Shown):
    """One instrument before one court: ``status`` is None before a court above the States, and for a Recommendation.

    Where the day of the decision is known to the year alone, ``status`` is ``uncertain`` if it changed in that year.
    ``answer`` is the answer on the last day on which the decision can have been given.
    """

    decision: Decision
    code: str
    status: Status | None
    answer: Binding | None

    def __str__(self) -> str:
        """A sentence with the reasons."""
        where_, day = where(self.decision.country), self.decision.decided_on.in_words()
        if self.status is None:
            return f"{label(self.code)} {_(_NOT_ASKED['recommendation' if self.code[0] == 'R' else 'court'])}"
        assert self.answer is not None
        values = {"code": self.code, "state": where_, "decision": short_name(self.decision), "day": day}
        said = {
            "in_force": _("{code} bound {state} on the day of {decision} ({day}).", **values),
            "not_in_force": _("{code} did not bind {state} on the day of {decision} ({day}).", **values),
            "uncertain": _("{code} may or may not have bound {state} on the day of {decision} ({day}).", **values),
            "not_a_member": _(
                "{code} did not bind {state}, which was no Member of the ILO on the day of {decision} ({day}).",
                **values,
            ),
        }[self.status]
        because = joined(" ", (ground.text for ground in self.answer.basis[:2] if ground.kind != "record"))
        return mixed(said, " ", because) if because else said

    @property
    def word(self) -> str:
        """One word for a table."""
        return {
            "in_force": _("binding"),
            "not_in_force": _("not binding"),
            "uncertain": _("uncertain"),
            "not_a_member": _("not binding (no Member)"),
            None: _("a Recommendation: never binding") if self.code[0] == "R" else _("a court above the States"),
        }[self.status]


_NOT_ASKED = {
    "recommendation": N_("a Recommendation never binds; it guides."),
    "court": N_("the court stands above the States, and the register does not tell which State was before it."),
}


def standing(decision: Decision, code: str) -> Standing:
    """Was an instrument binding on the State of a decision on its day? The rule is that of ``ils.binding``."""
    if decision.is_international or instrument(code).kind == "recommendation":
        return Standing(decision, code, None, None)
    first, last = (
        binding(decision.country, code, on=day) for day in (decision.decided_on.earliest, decision.decided_on.latest)
    )
    return Standing(decision, code, last.status if first.status == last.status else "uncertain", last)


def short_name(decision: Decision) -> str:
    """The name by which a decision goes: its own if that is short, else what its id keeps of it."""
    if len(decision.name) <= 24:
        return decision.name
    words = decision.id.split("-")
    year = next((k for k, word in enumerate(words) if word.isdigit() and len(word) == 4), 2)
    tail = words[year + 1 :] or words
    return " ".join(word.upper() if re.fullmatch(r"[a-z]{1,3}\d+", word) else word.capitalize() for word in tail)
