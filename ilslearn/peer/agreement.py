"""How far several people agree: Krippendorff's alpha, which allows for chance and for ratings that are lacking."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ilslearn.errors import IlsError

SMALL = 20  # units below which alpha moves much with each one


@dataclass(frozen=True, slots=True)
class Agreement:
    """``alpha``: 1 is full agreement, 0 what chance gives, None if it cannot be told; ``units`` rated twice or more."""

    alpha: float | None
    units: int
    ratings: int

    def __str__(self) -> str:
        n = f"n = {self.units} rated at least twice, {self.ratings} ratings"
        if self.alpha is None:
            return f"cannot be told ({n}; it needs two different ratings, and one unit rated twice)"
        few = "; few, so it says little" if self.units < SMALL else ""
        return f"{self.alpha:.2f} ({n}{few})"


def agreement(ratings: Mapping[str, Mapping[str, float | str]], level: Literal["ordinal", "nominal"]) -> Agreement:
    """How far raters agree.

    Parameters: ``ratings``, by unit and rater; ``level``, of the scale: ``ordinal`` for scores, ``nominal`` for labels.
    Raises IlsError if the package krippendorff is missing.

    >>> agreement({"memo 1": {"a": 1, "b": 1}, "memo 2": {"a": 3, "b": 3}}, "ordinal").alpha
    1.0
    """
    paired = {unit: given for unit, given in ratings.items() if len(given) > 1}
    values = sorted({value for given in paired.values() for value in given.values()})
    count = sum(map(len, paired.values()))
    if len(values) < 2:
        return Agreement(None, len(paired), count)
    try:
        from krippendorff import alpha
    except ImportError:
        raise IlsError("Agreement needs krippendorff: pip install 'ilslearn[peer]'.") from None
    # How often each value was given to each unit: who gave it does not matter to alpha.
    counts = [[list(given.values()).count(value) for value in values] for given in paired.values()]
    domain = values if level == "ordinal" else list(range(len(values)))
    found = alpha(value_counts=counts, value_domain=domain, level_of_measurement=level)
    return Agreement(round(float(found), 3), len(paired), count)
