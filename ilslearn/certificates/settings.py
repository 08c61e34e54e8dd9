"""What a course asks for a certificate, and what it says on it: ``certificate.toml`` in the course folder.

All of it may be left out. ``docs/guides/certificates.md`` shows the whole file.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ilslearn.catalogues import N_, _, semicolon
from ilslearn.course.contents import MODULES, entries
from ilslearn.course.journal import standing
from ilslearn.errors import UnusableFile, did_you_mean

FILE = "certificate.toml"
_LONGEST = 300
COURSE = N_("International labour standards before domestic courts")


@dataclass(frozen=True, slots=True)
class Rule:
    """What must be met: lessons done (all with self-checks if None), an assignment handed in, percent of the points."""

    lessons: int | None = None
    post_test: str = "post-test"
    points: int = 60

    @property
    def lessons_asked(self) -> int:
        """How many lessons must be done."""
        return len({row["lesson"] for row in standing()}) if self.lessons is None else self.lessons

    def in_words(self) -> str:
        """The rule as a third party reads it.

        >>> Rule(lessons=25).in_words()
        '25 lessons done; post-test handed in; 60 % of the points of the graded work.'
        """
        asked = [_("{n} lessons done", n=self.lessons_asked)] if self.lessons_asked else []
        asked += [_("{assignment} handed in", assignment=self.post_test)] if self.post_test else []
        asked += [_("{n} % of the points of the graded work", n=self.points)] if self.points else []
        return f"{semicolon().join(asked) or _('nothing was asked')}."


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the course, and how long it takes, in words."""

    title: str
    time: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a course; ``hours`` are the issuer's own count for each module, by its number."""

    course: str = field(default_factory=lambda: _(COURSE))
    issuer: str = ""
    issuer_url: str = ""
    verify_at: str = ""
    keys: str = "issuer"
    rule: Rule = field(default_factory=Rule)
    hours: Mapping[str, float] = field(default_factory=dict)

    @property
    def who(self) -> str:
        """Who issues: as the file says, else in general words."""
        return self.issuer or _("The instructors of the course “{course}”", course=self.course)

    def modules(self) -> tuple[Module, ...]:
        """The modules with the issuer's hours or, where it counts none, the reading time of their lessons."""
        listed = entries()
        found = []
        for number, title in MODULES.items():
            minutes = sum(one.minutes for one in listed if one.lesson[0] == number)
            hours = self.hours.get(number)
            found.append(Module(f"{number}. {_(title)}", f"{minutes} min" if hours is None else f"{hours:g} h"))
        return tuple(found)


def settings(folder: Path) -> Settings:
    """The settings of a course folder. Raises UnusableFile, in one sentence, if its file cannot be used."""
    path = folder / FILE
    if not path.is_file():
        return Settings()
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnusableFile(f"{path} cannot be read: {error}.") from None
    parts: dict[str, Any] = {}
    for name, kind in (("course", str), ("issuer", str), ("issuer_url", str), ("verify_at", str), ("keys", str)):
        if name in written:
            parts[name] = _of(path, name, written.pop(name), kind)
    rule = _of(path, "rule", written.pop("rule", {}), dict)
    hours = _of(path, "hours", written.pop("hours", {}), dict)
    _none_left(path, written, [*Settings.__dataclass_fields__])
    return Settings(**parts, rule=_rule(path, rule), hours=_hours(path, hours))


def _rule(path: Path, written: dict[str, Any]) -> Rule:
    parts: dict[str, Any] = {}
    for name, kind in (("lessons", int), ("post_test", str), ("points", int)):
        if name in written:
            parts[name] = _of(path, f"rule.{name}", written.pop(name), kind)
    _none_left(path, written, ["lessons", "post_test", "points"])
    rule = Rule(**parts)
    most = Rule().lessons_asked
    if not 0 <= rule.lessons_asked <= most or not 0 <= rule.points <= 100:
        raise UnusableFile(f"{path}: lessons must lie between 0 and {most}, points between 0 and 100.")
    return rule


def _hours(path: Path, written: dict[str, Any]) -> dict[str, float]:
    if wrong := [n for n, h in written.items() if n not in MODULES or type(h) not in (int, float) or not 0 <= h < 1e4]:
        raise UnusableFile(f"{path}: hours.{wrong[0]} is not the number of a module with its hours (1 = 4.5).")
    return written


def _of(path: Path, name: str, value: Any, kind: type) -> Any:
    if type(value) is not kind:
        words = {str: "a text", int: "a whole number", dict: "a table"}
        raise UnusableFile(f"{path}: {name} must be {words[kind]}.")
    if isinstance(value, str) and len(value) > _LONGEST:
        raise UnusableFile(f"{path}: {name} is longer than {_LONGEST} characters: the page has no room for it.")
    return value


def _none_left(path: Path, written: Mapping[str, Any], known: list[str]) -> None:
    for name in written:
        raise UnusableFile(f"{path} says {name!r}, which is no setting.{did_you_mean(name, known)}")
