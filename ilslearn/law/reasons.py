"""The reasons of an answer in words: what happened, which rule of which article applies, where the record ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from ilslearn.catalogues import English, _, mixed, n_, word
from ilslearn.dates import Window, as_read, day_in_words, partial
from ilslearn.law.countries import Country
from ilslearn.law.instruments import Instrument
from ilslearn.law.intervals import Answer, Spell, coverage, entry_by_rule, first_unseen_end, spells_of
from ilslearn.law.rules import Rule, article_as_read, final_rules

# Where the two texts were read: the Constitution (in English) in a copy of the official collection of the Netherlands,
# the Declaration in International Legal Materials.
CONSTITUTION = (
    "https://github.com/statengeneraal/laws-markdown/blob/0eac8a0594ee0a45dfd84ed349639f6a53056a69/verdrag/statuut/van/"
    "de/internationale/arbeidsorganisatie/BWBV0001986/README.md"
)
# From when the sentences on membership may be used: the Declaration of the 86th Session of the Conference, its
# amendment of the 110th Session, and the decision of the Governing Body (117th Session) that set up the Committee.
_DECLARED, AMENDED, _CFA_SINCE = date(1998, 6, 18), date(2022, 6, 10), date(1951, 11, 1)
DECLARATION_1998 = "https://www.cambridge.org/core/product/FBE6197CEBB6C289011918E4B7938771/core-reader"


@dataclass(frozen=True, slots=True)
class Ground:
    """One step of the reasoning: a ``row`` of the tables, a ``rule`` of law, or a limit of the ``record``."""

    kind: Literal["row", "rule", "record"]
    text: str
    article: str | None = None
    source: str | None = None

    def __str__(self) -> str:
        return mixed(self.text, f" [{article_as_read(self.article)}]") if self.article else self.text


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read, in which table it stands, and how far it is confirmed there."""

    url: str
    table: str
    verified: str


def grounds_of(answer: Answer, state: Country, one: Instrument, day: date) -> list[Ground]:
    """The reasoning of one answer, step by step."""
    if answer.reason == "not a member":
        grounds = _membership_grounds(state, day)
    elif answer.spell is None:
        grounds = [_absence_ground(answer, one)]
    else:
        grounds = _spell_grounds(answer, answer.spell, state, one, day)
        if answer.status == "in_force" and state.was_member(day) is False:
            grounds.append(_bound_outside(state, day))
    if answer.status in ("not_in_force", "not_a_member") and one.is_fundamental and state.was_member(day):
        grounds += membership_obliges(one, day)
    return grounds


def _bound_outside(state: Country, day: date) -> Ground:
    """Why a State was bound on a day on which it was no Member."""
    if any(period.until and period.until.latest <= day for period in state.membership):
        return Ground(
            "rule",
            _(
                "The State was not a Member that day, but leaving the Organization does not affect obligations under a"
                " ratified Convention for the period that the Convention provides for, which renews itself where the"
                " Convention is not denounced."
            ),
            _("ILO Constitution, art. {number}", number="1(5)"),
            CONSTITUTION,
        )
    became = (
        _("The State became a Member only {on_day}.", on_day=state.membership[0].since.on_which())
        if state.membership
        else _("The State is not recorded to have become a Member.")
    )
    rest = _(
        "As a successor State it confirmed that it goes on being bound; the source dates the succession before its"
        " membership."
    )
    return Ground(
        "row",
        f"{became} {rest}",
        None,
        next(iter(state.sources), None),
    )


def membership_obliges(one: Instrument, day: date) -> list[Ground]:
    """What a Member owes without ratification, as far as it was owed that day."""
    grounds = []
    if day >= (AMENDED if one.principle == "occupational_safety_health" else _DECLARED):
        grounds.append(
            Ground(
                "rule",
                _(
                    "Not bound does not mean irrelevant: the Declaration says that all Members, by the very fact of"
                    " membership, have to respect, promote and realize the principles behind the fundamental"
                    " instruments. It is a declaration of the Conference, not a treaty, and points to the Constitution"
                    " for the obligation."
                ),
                _("ILO Declaration on Fundamental Principles and Rights at Work, 1998 (amended 2022), para. 2")
                if day >= AMENDED
                else _("ILO Declaration on Fundamental Principles and Rights at Work, 1998, para. 2"),
                DECLARATION_1998,
            )
        )
    if one.code in ("C087", "C098") and day >= _CFA_SINCE:
        grounds.append(
            Ground(
                "rule",
                _(
                    "The Committee on Freedom of Association may examine a complaint without ratification: its mandate"
                    " rests on the Constitution and on the Governing Body."
                ),
                _("ILO Constitution, Preamble; Declaration of Philadelphia, I(b)"),
                CONSTITUTION,
            )
        )
    return grounds


_ABSENT = ("not on the complete list", "later", "partial list", "undated list")


def sources_of(answer: Answer, state: Country, one: Instrument) -> list[Source]:
    """The rows that the answer rests on, each with its address and how far it is confirmed."""
    if answer.reason == "not a member":
        return [Source(url, "countries", state.verified or "unconfirmed") for url in state.sources]
    rule, listed = final_rules().get(one.code), coverage().get(one.code)
    used: list[tuple[str, Mapping[str, str]]] = []
    if answer.spell is not None:
        used.append(("ratifications", answer.spell.row))
        if rule:
            used.append(("final_articles", rule.row))
    elif listed and answer.reason.removeprefix("left, ") in _ABSENT:
        used.append(("ratification_coverage", listed))
    found = [Source(url, table, row["verified"]) for table, row in used for url in row["source_url"].split(";") if url]
    return found + [Source(url, "instruments", one.verified) for url in one.sources]


def _first_url(row: Mapping[str, str]) -> str | None:
    return row["source_url"].split(";")[0] or None


def _article(one: Instrument, rule: Rule | None, column: str) -> str | None:
    """``C158, art. 16(3)``, or None where the article is not confirmed."""
    number = rule.row[column] if rule else ""
    return f"{one.code}, art. {number}" if number else None


def _membership_grounds(state: Country, day: date) -> list[Ground]:
    if not state.membership:
        return [
            Ground(
                "record",
                _(
                    "{state} is not in the list of member States. If it is a territory for which a Member is"
                    " responsible, the declarations of that Member decide.",
                    state=state.called,
                ),
                _("ILO Constitution, art. {number}", number="35"),
                CONSTITUTION,
            )
        ]
    periods = _(" and ").join(
        _("from {first} to {last}", first=p.since.in_words(), last=p.until.in_words())
        if p.until
        else _("from {first} on", first=p.since.in_words())
        for p in state.membership
    )
    source = next(iter(state.sources), None)
    text = _("{state} has been a Member {periods}.", state=state.called, periods=periods)
    grounds = [Ground("row", text, None, source)]
    if "as part of" in state.note and day < state.membership[0].since.latest:
        history = next(sentence for sentence in state.note.split(". ") if "as part of" in sentence).rstrip(".")
        asked = _("Whether the predecessor was bound must be asked for the predecessor.")
        grounds.append(Ground("record", mixed(English(f"{history}."), f" {asked}"), None, source))
    return grounds


def _spell_grounds(answer: Answer, spell: Spell, state: Country, one: Instrument, day: date) -> list[Ground]:
    """The ratification, its entry into force, its end, and what the record cannot tell."""
    row, rule = spell.row, final_rules().get(one.code)
    how = {"on_day": partial(row["ratified_on"]).on_which(), "confirmed": word(row["verified"])}
    text = (
        _("Succession registered {on_day} ({confirmed}).", **how)
        if row["mode"] == "succession"
        else _("Ratification registered {on_day} ({confirmed}).", **how)
    )
    if row["declarations"]:
        text = mixed(text, " ", English(f"{row['declarations'].rstrip('.')}."))
    grounds = [Ground("row", text, None, _first_url(row)), _entry_ground(spell, one, rule)]
    if spell.until is not None:
        grounds.append(_end_ground(spell, one, rule))
    denunciation = _article(one, rule, "denunciation_article")
    if answer.reason == "before entry":
        if one.in_force_on and day < one.in_force_on:
            grounds.append(_not_yet_in_force(one, one.in_force_on))
        elif earlier := [other for other in spells_of(state.code, one.code) if other.since < spell.since]:
            last = earlier[-1]
            text = _(
                "An earlier ratification, registered {on_day}, had ceased to bind {on_end}.",
                on_day=partial(last.row["ratified_on"]).on_which(),
                on_end=cast(Window, last.until).on_which(),
            )
            grounds.append(Ground("row", text, None, _first_url(last.row)))
        else:
            grounds.append(Ground("record", _("No earlier ratification is recorded.")))
    elif answer.reason == "parent":
        text = _(
            "A Protocol binds only with the Convention that it belongs to: ask for {codes}.",
            codes=_(" and ").join(one.supplements),
        )
        grounds.append(Ground("rule", text))
    elif answer.reason == "left early":
        grounds.append(
            Ground(
                "rule",
                _(
                    "The State's membership had ended before the article on obligations that outlast membership is"
                    " known to have been in force (20 April 1948 at the latest). Whether the obligation outlasted"
                    " membership is open."
                ),
                _("ILO Constitution, art. {number}", number="1(5)"),
                CONSTITUTION,
            )
        )
    elif answer.reason == "later history" and one.status == "withdrawn":
        text = _(
            "The source is of {as_of}. An instrument is withdrawn when it binds nobody any more; how and when this one"
            " ceased to bind the State before its withdrawal is not recorded.",
            as_of=as_read(answer.as_of),
        )
        grounds.append(Ground("record", text))
    elif answer.reason == "later history":
        grounds.append(
            Ground(
                "record",
                _(
                    "The source, as of {as_of}, does not tell whether the ratification was later denounced; a"
                    " denunciation could have taken effect from {day}.",
                    as_of=as_read(answer.as_of),
                    day=day_in_words(cast(date, spell.doubt_from)),
                ),
                denunciation,
            )
        )
    elif answer.status == "in_force" and spell.until is None:
        unseen = first_unseen_end(one, partial(row["as_of"] or row["ratified_on"]))
        if day >= unseen:
            grounds.append(
                Ground(
                    "record",
                    _(
                        "No denunciation is recorded, but the record was read as of {as_of}: one registered since could"
                        " have taken effect from {day}. Check NORMLEX.",
                        as_of=as_read(answer.as_of),
                        day=day_in_words(unseen),
                    ),
                    denunciation,
                )
            )
    return grounds


def _entry_ground(spell: Spell, one: Instrument, rule: Rule | None) -> Ground:
    row, since = spell.row, spell.since
    when = _("It came into force for the State {on_day}", on_day=since.on_which())
    if row["in_force_on"] and entry_by_rule(row, one) != since:
        return Ground("row", f"{when}{_(', as the source states')}.", None, _first_url(row))
    if row["mode"] == "succession":
        why = _("a successor State is bound from its succession, without a waiting period")
        return Ground("rule", _("{when}: {why}.", when=when, why=why))
    if since.is_day and since.earliest == one.in_force_on:
        why = _(
            "the day on which the instrument itself first came into force ({confirmed})", confirmed=word(one.verified)
        )
    elif rule and rule.entry == "months_after_registration":
        why = n_("{n} month after registration", "{n} months after registration", rule.months or 0)
    elif rule and rule.entry == "days_after_registration":
        why = n_("{n} day after registration", "{n} days after registration", rule.days or 0)
    elif rule and rule.entry == "on_registration":
        why = _("the day of registration")
    else:
        why = _("the instrument has a rule of its own, which the record does not apply to the day")
    if row["mode"] == "unknown":
        why += _(", or at once if it was a succession")
    if rule is None or rule.row["verified"] == "unconfirmed":
        why += _(" (standard rule of its period; its own article was not read)")
    if row["in_force_on"]:
        why += _(", as the source states")
    return Ground(
        "rule",
        _("{when}: {why}.", when=when, why=why),
        _article(one, rule, "entry_article"),
        _first_url(rule.row) if rule else None,
    )


def _end_ground(spell: Spell, one: Instrument, rule: Rule | None) -> Ground:
    row, until = spell.row, cast(Window, spell.until)
    if until == one.ended_on:
        return _abrogation_ground(one)
    automatic = row["denunciation_mode"] == "automatic"
    day = partial(row["denounced_on"]) if row["denounced_on"] else None
    text = _("A denunciation")
    if automatic:
        text = (
            _("An automatic denunciation by ratifying {code}", code=row["denounced_by"])
            if row["denounced_by"]
            else _("An automatic denunciation")
        )
    if day:
        text += (
            _(", counted from {day},", day=day.in_words())
            if automatic
            else _(", registered {on_day},", on_day=day.on_which())
        )
    text += _(" took effect {on_day}", on_day=until.on_which())
    months, stated = rule.denounce_months if rule else 12, bool(row["denunciation_effective_on"])
    if not day or day.plus_months(months) != until:
        return Ground("row", f"{text}{_(', as the source states')}.", None, _first_url(row))
    text += (
        n_(", {n} month later", ", {n} months later", months)
        if automatic
        else ", " + n_("{n} month after registration", "{n} months after registration", months)
    )
    return Ground(
        "rule",
        f"{text}{_(', as the source states') if stated else ''}.",
        _article(one, rule, "denunciation_article"),
        _first_url(rule.row) if rule else None,
    )


def _abrogation_ground(one: Instrument) -> Ground:
    """Abrogation ends a Convention in force; withdrawal takes from the list what binds nobody, or never did."""
    assert one.ended_on is not None
    how = {"day": one.ended_on.in_words(), "by": one.ended_by, "confirmed": word(one.verified)}
    text = _("The Conference abrogated it with effect from {day} ({by}; {confirmed}).", **how)
    article = _("ILO Constitution, art. {number}", number="19(9)")
    if one.status == "withdrawn":
        text = _("The Conference withdrew it with effect from {day} ({by}; {confirmed}).", **how)
        article = _("Standing Orders of the Conference")
    return Ground("rule", text, article, next(iter(one.sources), None))


def _not_yet_in_force(one: Instrument, first: date) -> Ground:
    text = _(
        "{code} was in force for nobody that day: it first came into force on {day} ({confirmed}).",
        code=one.code,
        day=day_in_words(first),
        confirmed=word(one.verified),
    )
    return Ground("row", text, None, next(iter(one.sources), None))


def _absence_ground(answer: Answer, one: Instrument) -> Ground:
    """Why the absence of a ratification means what the answer says that it means."""
    listed, own = coverage().get(one.code), next(iter(one.sources), None)
    source = _first_url(listed) if listed else None
    if answer.reason == "recommendation":
        return Ground(
            "rule",
            _(
                "A Recommendation is not open to ratification and never binds. It guides law and practice, and a court"
                " may read domestic law or a Convention in its light; Members submit it to their competent authorities"
                " and report when asked."
            ),
            _("ILO Constitution, art. {number}", number="19(6)"),
            CONSTITUTION,
        )
    if answer.reason == "never in force":
        text = (
            _("No entry into force of {code} is recorded; the Conference withdrew it ({by}).",
              code=one.code, by=one.ended_by)
            if one.ended_on
            else _("No entry into force of {code} is recorded.", code=one.code)
        )  # fmt: skip
        return Ground("row", text, None, own)
    if answer.reason == "entry not recorded":
        text = _("The day on which {code} first came into force is not recorded. Check NORMLEX.", code=one.code)
        return Ground("record", text, None, own)
    if answer.reason == "not yet in force":
        return _not_yet_in_force(one, cast(date, one.in_force_on))
    if answer.reason == "abrogated":
        return _abrogation_ground(one)
    if answer.reason.startswith("left, "):
        return Ground(
            "rule",
            _(
                "The State was not a Member that day. A Convention that it had ratified before it left could still bind"
                " it; the list of ratifications does not name it, but is not known to be complete for that day. Check"
                " NORMLEX."
            ),
            _("ILO Constitution, art. {number}", number="1(5)"),
            source or own,
        )
    if answer.reason == "partial list":
        rows = int(listed["rows"]) if listed else 0
        if not rows:
            held = _("none of this instrument has been gathered yet")
        elif listed and listed["stated_count"]:
            held = _("the list is partial ({n} of {all} ratifications)", n=rows, all=listed["stated_count"])
        else:
            held = n_("the list is partial ({n} ratification)", "the list is partial ({n} ratifications)", rows)
        text = _(
            "No ratification by the State is recorded, but {held}: absence proves nothing. Check NORMLEX.", held=held
        )
        return Ground("record", text, None, source or own)
    if answer.reason == "undated list":
        text = _(
            "The list of ratifications is complete but bears no date, and it does not name the State. Check NORMLEX."
        )
        return Ground("record", text, None, source or own)
    text = _("The list of ratifications, complete as of {as_of}, does not name the State.", as_of=as_read(answer.as_of))
    if answer.reason == "later":
        text = _(
            "The list of ratifications, complete as of {as_of}, does not name the State; a ratification registered"
            " since could be in force that day. Check NORMLEX.",
            as_of=as_read(answer.as_of),
        )
    return Ground("record", text, None, source or own)
