"""Where decisions part, in sentences: each names the point, who stands where, and what the record shows beside it.

The sentences state what differs. They do not claim that one difference caused another: a judgment says why itself.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ilslearn.catalogues import _, joined, label, n_, semicolon, word
from ilslearn.comparison.standing import short_name
from ilslearn.law.decisions import Decision, where

if TYPE_CHECKING:
    from ilslearn.comparison.decisions import Comparison


def differences(compared: "Comparison") -> Iterator[str]:
    """The sentences, the weightiest for an argument first."""
    yield from _bindings(compared)
    yield from _grouped(compared, _("The role of international law"), lambda one: word(one.role) or _("none recorded"))
    yield from _grouped(
        compared, _("The treatment of the ILO source"), lambda one: word(one.treatment) or _("not recorded")
    )
    yield from _treatment_and_ground(compared)
    yield from _receptions(compared)
    yield from _sources(compared)
    yield from _works(compared)
    yield from _said(compared)
    yield from _grouped(compared, _("The level of the court"), lambda one: word(one.court_level))
    yield from _links(compared)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}{_(' and ')}{names[-1]}"


def _grouped(compared: "Comparison", point: str, tell: Callable[[Decision], str]) -> Iterator[str]:
    groups: dict[str, list[str]] = {}
    for one in compared.decisions:
        groups.setdefault(tell(one), []).append(short_name(one))
    if len(groups) > 1:
        told = semicolon().join(
            _("{value} in {decisions}", value=value, decisions=_listed(names)) for value, names in groups.items()
        )
        yield _("{point} differs: {told}.", point=point, told=told)


def _bindings(compared: "Comparison") -> Iterator[str]:
    """Each Convention that bound one of the States on its day and not another."""
    by_code: dict[str, list[str | None]] = {}
    for one in compared.standings:
        by_code.setdefault(one.code, []).append(one.status)
    for code, statuses in by_code.items():
        asked = [status for status in statuses if status is not None]
        if len(set(asked)) > 1:
            yield joined(" ", (str(one) for one in compared.standings if one.code == code and one.status is not None))
    alike = [code for code, statuses in by_code.items() if set(statuses) == {"in_force"}]
    if alike and len(alike) < len(by_code):
        yield _("{codes} bound each of the States on the day of its decision.", codes=_listed(alike))


def _treatment_and_ground(compared: "Comparison") -> Iterator[str]:
    """A decision that refused a source that bound the State, or followed one that did not, is worth a second look."""
    for one in compared.decisions:
        own = [s for s in compared.standings if s.decision.id == one.id and s.code in one.codes]
        unbound = [s.code for s in own if s.status in ("not_in_force", "not_a_member")]
        bound = [s.code for s in own if s.status == "in_force"]
        if one.treatment == "followed" and unbound:
            yield _(
                "{decision} used {codes} although it did not bind {state} that day: as an authority that persuades or"
                " as evidence of a principle, not as a treaty in force.",
                decision=short_name(one),
                codes=_listed(unbound),
                state=where(one.country),
            )
        if one.treatment == "considered_not_followed" and bound:
            yield _(
                "{decision} did not follow the ILO source although {codes} bound {state} that day: see its reasons"
                " under the use of the standards.",
                decision=short_name(one),
                codes=_listed(bound),
                state=where(one.country),
            )


def _receptions(compared: "Comparison") -> Iterator[str]:
    systems = {
        where(one.country): system
        for one, system in zip(compared.decisions, compared.receptions, strict=True)
        if system is not None
    }
    if len({(s.reception, s.rank) for s in systems.values()}) > 1:
        told = semicolon().join(
            f"{label(name)} {str(system)[0].lower()}{str(system)[1:-1]}" for name, system in systems.items()
        )
        yield _("The legal orders receive treaties in different ways. {told}.", told=told)


def _sources(compared: "Comparison") -> Iterator[str]:
    uses = {short_name(one): set(one.codes) for one in compared.decisions}
    common = set.intersection(*uses.values())
    parts = [_("{decision} alone uses {codes}", decision=name, codes=_listed(sorted(own))) for name, own in _own(uses)]
    if parts:
        shared = _("All use {codes}", codes=_listed(sorted(common))) if common else _("No instrument is common to all")
        yield f"{semicolon().join([shared, *parts])}."
    for code in sorted(common):
        articles = {
            short_name(one): sorted({u.article for u in one.instruments if u.code == code and u.article})
            for one in compared.decisions
        }
        if len({tuple(cited) for cited in articles.values()}) > 1 and all(articles.values()):
            told = semicolon().join(
                n_("{decision} article {articles}", "{decision} articles {articles}", len(cited),
                   decision=name, articles=_listed(cited))
                for name, cited in articles.items()
            )  # fmt: skip
            yield _("Of {code} they use different articles: {told}.", code=code, told=told)


def _works(compared: "Comparison") -> Iterator[str]:
    works = {short_name(one): set(one.supervisory_works) for one in compared.decisions}
    if len({frozenset(cited) for cited in works.values()}) > 1:
        told = semicolon().join(
            _("{decision} cites {works}", decision=name, works=_listed(sorted(map(word, cited))))
            if cited
            else _("none is recorded in {decision}", decision=name)
            for name, cited in works.items()
        )
        yield _("The work of the supervisory bodies is used differently: {told}.", told=told)


def _said(compared: "Comparison") -> Iterator[str]:
    counts = {
        _("{state} before {decision}", state=where(one.country), decision=short_name(one)): len(said)
        for one, said in zip(compared.decisions, compared.said_before, strict=True)
        if not one.is_international
    }
    if len(set(counts.values())) > 1:
        told = semicolon().join(
            _("{n} to {whom}", n=number or _("nothing"), whom=name) for name, number in counts.items()
        )
        yield _(
            "On these instruments the sample of supervisory work has, from years before the decision: {told}.",
            told=told,
        )


def _links(compared: "Comparison") -> Iterator[str]:
    here = {one.id: short_name(one) for one in compared.decisions}
    for one in compared.decisions:
        for other in one.followed_by:
            if other in here:
                yield _("{one} follows {other}.", one=here[other], other=here[one.id])
        for other in one.contrasts_with:
            if other in here and (one.id < other or one.id not in _contrasts(compared, other)):
                yield _(
                    "The register notes that {one} and {other} answer a similar question differently.",
                    one=here[one.id],
                    other=here[other],
                )


def _contrasts(compared: "Comparison", identifier: str) -> tuple[str, ...]:
    return next(one.contrasts_with for one in compared.decisions if one.id == identifier)


def _own(uses: dict[str, set[str]]) -> Iterator[tuple[str, set[str]]]:
    for name, codes in uses.items():
        others: set[str] = set().union(*(other for label, other in uses.items() if label != name))
        if own := codes - others:
            yield name, own
