"""A supplier in trouble: an invented story in which the learner chooses, as ``supplier.toml`` holds it.

A scene has choices; a choice leads to a scene. A scene without choices ends the story, and the debrief then compares
each choice taken with the standards. Where a learner stands is kept as the letters chosen so far, beside the progress.
"""

import contextlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from ilslearn.course.journal import progress_file
from ilslearn.errors import UnknownAnswer, shown
from ilslearn.places import replacing
from ilslearn.shown import UNDERLINED, Shown

_LABEL = "A supplier in trouble: an invented story"
_LETTER = 'Write a letter: ils.supplier("a"). '
_BACK = 'One step back: ils.supplier("back"). From the start: ils.supplier().'


@dataclass(frozen=True, slots=True)
class Authority:
    """What a scene or a verdict rests on: a provision or a page, and where it was read."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One of the standards or services by which the choices are measured."""

    name: str
    text: str
    sources: tuple[Authority, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One way on. ``why`` says what follows from it; ``measured`` compares it with the standards in the debrief."""

    letter: str
    text: str
    to: str
    why: str
    verdict: str
    measured: str
    sources: tuple[Authority, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment of the story; ``open`` is what nobody can know yet. Without choices it is an end."""

    id: str
    title: str
    text: str
    open: str
    sources: tuple[Authority, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Stand(Shown):
    """Where a learner stands: the scene, and the choices that led there."""

    scene: Scene
    taken: tuple[Choice, ...]

    @property
    def ended(self) -> bool:
        return not self.scene.choices

    @property
    def _hint(self) -> str:
        return _BACK if self.ended else _LETTER + _BACK

    def __str__(self) -> str:
        last = [f"You chose: {self.taken[-1].text} {self.taken[-1].why}"] if self.taken else []
        ways = [f"{choice.letter}) {choice.text}" for choice in self.scene.choices]
        parts = [*last, self.scene.title, self.scene.text, f"What remains open: {self.scene.open}", *ways]
        if self.ended:
            parts += [f"{choice.verdict}: {choice.text} {choice.measured}" for choice in self.taken]
            parts += [f"{one.name}: {one.text}" for one in measures()]
        return "\n".join([*parts, self._hint])

    def _repr_html_(self) -> str:
        last = ""
        if self.taken:
            choice = self.taken[-1]
            last = (
                f"<p><strong>You chose: {escape(choice.text)}</strong> {escape(choice.why)}</p>{_links(choice.sources)}"
            )
        text = "".join(f"<p>{escape(part.strip())}</p>" for part in self.scene.text.split("\n\n"))
        ways = "".join(  # the letters are text: a page's own style would turn those of a list into numbers
            f"<li><strong>{choice.letter})</strong> {escape(choice.text)}</li>" for choice in self.scene.choices
        )
        asked = f'<p>What do you do?</p><ul style="list-style:none">{ways}</ul>' if ways else self._debrief()
        return (
            f'<div role="group" aria-label="{_LABEL}" style="max-width:60em;overflow-wrap:anywhere;line-height:1.45">'
            f"<p><em>{_LABEL}. Step {len(self.taken) + 1}.</em></p>{last}"
            f"<p><strong>{escape(self.scene.title)}</strong></p>{text}"
            f"<p><em>What remains open:</em> {escape(self.scene.open)}</p>{_links(self.scene.sources)}"
            f"{asked}<p>{escape(self._hint)}</p></div>"
        )

    def _debrief(self) -> str:
        """The choices beside the standards, as a table."""
        note = (
            "Conventions bind States, not companies: each choice is measured by what a State that ratified must secure,"
            " by what the MNE Declaration asks of enterprises, and by the rules of the ILO's two services."
        )
        chosen = [
            (f"{number}. {choice.text}", choice.verdict, escape(choice.measured) + _links(choice.sources))
            for number, choice in enumerate(self.taken, start=1)
        ]
        asked = [(one.name, escape(one.text) + _links(one.sources)) for one in measures()]
        return (
            f"<p><strong>Debrief.</strong> {note}</p>"
            + _table("Your choices beside the standards", ("Choice", "Measured", "Why"), chosen)
            + _table("The measures", ("Measure", "What it asks"), asked)
        )


def _table(caption: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table; the last cell of a row is HTML already."""
    style = 'style="text-align:left;vertical-align:top"'
    top = "".join(f'<th scope="col" {style}>{name}</th>' for name in head)
    body = "".join(
        f'<tr><th scope="row" {style}>{escape(first)}</th>'
        + "".join(
            f'<td style="text-align:left;vertical-align:top;min-width:7em">{escape(cell)}</td>' for cell in middle
        )
        + f"<td {style}>{last}</td></tr>"
        for first, *middle, last in rows
    )
    return f"<table><caption>{caption}</caption><tr>{top}</tr>{body}</table>"


def _links(sources: tuple[Authority, ...]) -> str:
    links = "; ".join(f'<a href="{escape(one.url)}" {UNDERLINED}>{escape(one.name)}</a>' for one in sources)
    return f"<p><small>Sources: {links}</small></p>" if links else ""


@cache
def _document() -> tuple[Mapping[str, Scene], tuple[Measure, ...]]:
    """The story as its file holds it, with the sources put in."""
    document = tomllib.loads(files("ilslearn.course").joinpath("supplier.toml").read_text(encoding="utf-8"))
    known = {key: Authority(**one) for key, one in document["source"].items()}

    def read(kind: type, item: Mapping[str, Any]) -> Any:
        return kind(**{**item, "sources": tuple(known[key] for key in item["sources"])})

    found = {}
    for item in document["scene"]:
        choices = tuple(read(Choice, choice) for choice in item.pop("choice", ()))
        found[item["id"]] = read(Scene, {**item, "choices": choices})
    return found, tuple(read(Measure, item) for item in document["measure"])


def scenes() -> Mapping[str, Scene]:
    """Every scene by its id, the first one first."""
    return _document()[0]


def measures() -> tuple[Measure, ...]:
    """The standards and services by which the choices are measured."""
    return _document()[1]


def supplier(letter: str | None = None) -> Stand:
    """Go through the invented story of a supplier in trouble, one choice at a time.

    Parameters: ``letter``: nothing, to start from the beginning; ``"a"``, ``"b"`` ..., to take one of the ways that the
    scene offers; ``"back"``, to take the last step back; ``""``, to be shown again where you stand. Where you stand is
    kept beside the progress (in ``$ILSLEARN_HOME`` or ``~/.ilslearn``).

    >>> supplier().scene.title
    'A message on a Monday'

    Raises UnknownAnswer if the scene offers no such way; then you stay where you are.
    """
    if letter is None:
        return _keep("")
    if not isinstance(letter, str):
        raise UnknownAnswer(f"{shown(letter)} is not a letter. {_LETTER}{_BACK}")
    kept, wanted = _kept(), letter.strip().casefold()
    if wanted == "":
        return _follow(kept)
    if wanted == "back":
        return _keep(kept[:-1])
    offered = [choice.letter for choice in _follow(kept).scene.choices]
    if wanted not in offered:
        if not offered:
            raise UnknownAnswer("The story has come to its end. ils.supplier() starts it again.")
        raise UnknownAnswer(f"{shown(letter)} is not offered here. Write one of these letters: {', '.join(offered)}.")
    return _keep(kept + wanted)


def _follow(letters: str) -> Stand:
    """Take one choice after the other, from the first scene on. Raises KeyError if a letter is not offered."""
    scene, taken = next(iter(scenes().values())), []
    for letter in letters:
        choice = {choice.letter: choice for choice in scene.choices}[letter]
        taken.append(choice)
        scene = scenes()[choice.to]
    return Stand(scene, tuple(taken))


def _kept() -> str:
    """The letters chosen so far; none yet, damaged, or of another story, and it starts afresh."""
    try:
        letters = progress_file().with_name("supplier").read_text(encoding="utf-8")
        _follow(letters)
    except (OSError, ValueError, KeyError):
        return ""
    return letters


def _keep(letters: str) -> Stand:
    """Keep where the learner stands; a folder that cannot be written to is no obstacle to this one step."""
    path = progress_file().with_name("supplier")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(letters)
    return _follow(letters)
