"""How a saved page differs from the facts: what can be written down, and what a person has to decide."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ilslearn.data_check.package import Package, Row
from ilslearn.dates import partial
from ilslearn.updates.reading import Entry, Page
from ilslearn.updates.rows import Change, Doubt, compared
from ilslearn.updates.wording import plain


@dataclass(frozen=True, slots=True)
class Difference:
    """What a page changes (``changes``), what it leaves to a person (``doubts``), what cannot be read by a program
    (``unread``), and how many rows say the same already. ``complete`` is the instrument of which the page is the whole
    list, all of it now in the facts."""

    page: Page
    changes: tuple[Change, ...]
    doubts: tuple[Doubt, ...]
    unread: tuple[str, ...]
    same: int
    complete: str

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        page = self.page
        about = {"file": page.name, "about": page.about, "source": page.source, "as_of": page.as_of.isoformat()}
        return about | {
            "ratifications": len(page.entries), "counted": page.count, "whole": page.whole, "same": self.same,
            "changes": [asdict(one) for one in self.changes],
            "doubts": [asdict(one) for one in self.doubts],
            "unknown": list(page.unknown), "unread": list(self.unread), "complete": self.complete,
        }  # fmt: skip


def difference(page: Page, package: Package, *, renew: bool = False) -> Difference:
    """Compare a page with the facts.

    ``renew``: a row that the page only repeats gets the page's day too.
    """
    held: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in package.tables["ratifications"]:
        held[row["country"], row["instrument"]].append(row)
    told: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for one in sorted(page.entries, key=lambda one: one.on):
        told[one.country, one.instrument].append(one)
    changes: list[Change] = []
    doubts: list[Doubt] = []
    same = 0
    for pair, entries in told.items():
        rows = list(held.get(pair, []))
        for one in entries:
            match compared(one, rows, page, package.members, renew):
                case None:
                    same += 1
                case Change() as change:
                    changes.append(change)
                case Doubt() as doubt:
                    doubts.append(doubt)
    if page.whole:
        doubts += _gone(page, held, told)
    unread = tuple(
        f"{one.country} {one.instrument} (row {one.row}): {one.unread}"
        for one in page.entries
        if one.unread and not any(one.unread in plain(row["declarations"]) for row in held[one.country, one.instrument])
    )
    is_list = page.whole and page.about in package.instruments
    return Difference(page, tuple(changes), tuple(doubts), unread, same, page.about if is_list and not doubts else "")


def _gone(
    page: Page, held: Mapping[tuple[str, str], list[Row]], told: Mapping[tuple[str, str], list[Entry]]
) -> Iterator[Doubt]:
    """Rows that a whole list no longer has. Only the latest ratification of a State is in the ILO's lists."""
    for (country, code), rows in held.items():
        later = any(row["as_of"] and partial(row["as_of"]).earliest > page.as_of for row in rows)
        if page.about in (country, code) and (country, code) not in told and not later:
            yield Doubt(country, code, f"the facts have a ratification of {rows[-1]['ratified_on']}, the page has none")
