"""How far a learner has come: shown as a picture, kept as a file, or deleted."""

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ilslearn.catalogues import _
from ilslearn.course.journal import VERSION, progress_file, standing, tries
from ilslearn.errors import UnusableFile
from ilslearn.places import replacing
from ilslearn.shown import Shown
from ilslearn.views.picture import Picture


@dataclass(frozen=True, slots=True, repr=False)
class Progress(Shown):
    """The self-checks of the lessons and how they were answered; ``table`` has lesson, question, right and tries."""

    table: pd.DataFrame

    @property
    def done(self) -> int:
        """How many self-checks were answered rightly at least once."""
        return int(self.table["right"].sum())

    def __len__(self) -> int:
        """How many self-checks there are."""
        return len(self.table)

    def __getitem__(self, column: str) -> pd.Series:
        """A column of the table."""
        return self.table[column]

    def lesson(self, number: str) -> "Progress":
        """The progress in one lesson: ``"1.2"``."""
        return Progress(self.table[self.table["lesson"] == number].reset_index(drop=True))

    def __str__(self) -> str:
        """One line for the course, and one for each lesson that was begun."""
        lines = [_("Self-checks answered rightly: {n} of {all}.", n=self.done, all=len(self))]
        for lesson, rows in self.table.groupby("lesson", sort=False):
            if rows["tries"].sum():
                told = {"n": rows["right"].sum(), "all": len(rows), "tries": rows["tries"].sum()}
                lines.append("  " + _("{lesson}: {n} of {all}, in {tries} tries", lesson=lesson, **told))
        return "\n".join([*lines, _("Kept on this machine only.")])

    def _repr_html_(self) -> str:
        return self.plot()._repr_html_()

    def plot(self) -> Picture:
        """One square for each self-check, lesson by lesson."""
        from ilslearn.views.squares import squares

        return squares(self.table)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON: the table, and every try with its time."""
        return {"version": VERSION, "checks": self.table.to_dict("records"), "tries": list(tries())}

    def export(self, path: str | Path) -> Path:
        """Write the table to a file that ends in ``.csv``, or all that is kept to one that ends in ``.json``.

        Returns where it is. Raises UnusableFile if the name ends otherwise.
        """
        target = Path(path)
        if target.suffix.lower() not in (".csv", ".json"):
            raise UnusableFile(_("{name} says not what to write: end the name in .csv or .json.", name=target.name))
        with replacing(target) as file:
            if target.suffix.lower() == ".csv":
                self.table.to_csv(file, index=False, lineterminator="\n")
            else:
                json.dump(self.to_dict(), file, indent=1)
        return target

    def delete(self) -> "Progress":
        """Forget every try, on this machine, for good; returns the progress as it is then. Raises OSError if it cannot.

        The country that was chosen stays.
        """
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            progress_file().unlink()
        return progress()


def progress() -> Progress:
    """How far the learner has come in the self-checks of the lessons.

    Returns a :class:`Progress`: a picture in a notebook, ``.table``, ``.plot()``, ``.export(path)``, ``.delete()``.

    >>> len(progress()) == len(progress().table)
    True
    """
    return Progress(pd.DataFrame(standing(), columns=["lesson", "question", "right", "tries"]))
