"""A gap analysis as a page: the sheet to fill; and, filled, the matrix, the gaps and every answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from ilslearn import tables
from ilslearn.catalogues import speaking
from ilslearn.dates import day_in_words
from ilslearn.document import Document, Grid, Heading, Part, Text
from ilslearn.law.instruments import instrument
from ilslearn.law.supervision import SAMPLE
from ilslearn.strategy.sheet import FINDINGS

if TYPE_CHECKING:
    from ilslearn.strategy.gaps import GapAnalysis
    from ilslearn.views.picture import Picture

_STANDS = {
    "in_force": "In force for the State that day",
    "uncertain": "The record does not settle whether it was in force that day",
    "not_in_force": "Not in force for the State that day: what is missing is a distance from the standard, no breach",
    "not_a_member": "The State was not a Member that day: what is missing is a distance from the standard, no breach",
}


@speaking("en")
def page(one: "GapAnalysis", pictures: "Sequence[Picture]") -> Document:
    """The whole page, with the pictures given."""
    what = "gap analysis" if one.is_filled else "sheet for a gap analysis"
    parts: list[Part] = [Text(_how_far(one)), *(picture.image() for picture in pictures)]
    if one.is_filled:
        parts += [_matrix(one), *_gaps(one), Heading("All answers")]
    else:
        parts.append(Text(_how_to_fill()))
    parts += _sheet(one)
    parts.append(
        Text(
            "The requirements are in our own words: read the Article before you rely on them. Facts as of"
            f" {tables.as_of()}. Not legal advice."
        )
    )
    return Document(f"{one.country.name}: {what}, {day_in_words(one.on)}", tuple(parts), landscape=True)


def _how_far(one: "GapAnalysis") -> str:
    table = one.table
    answered = int((table["finding"] != "").sum())
    codes = list(dict.fromkeys(table["instrument"]))
    s = "s" * (len(codes) > 1)
    text = f"{len(table)} requirements of {len(codes)} instrument{s} ({', '.join(codes)}); {answered} answered."
    if one.is_filled:
        counts = table["finding"].value_counts()
        gaps = [f"{counts.get(word, 0)} {FINDINGS[word]}" for word in FINDINGS if word and counts.get(word, 0)]
        text += f" {', '.join(gaps)}."
    if one.uncovered:
        text += f" In force too, but without requirements in this library: {', '.join(one.uncovered)}."
    return text


def _how_to_fill() -> str:
    words = ", ".join(word for word in FINDINGS if word)
    return (
        f"For each requirement write one of these words under Finding: {words}; or leave it empty. met, partly and"
        " not_met need a source: the provision, judgment or report that shows it. Leave the column Key as it is: it"
        " says which requirement a row is about. A question that begins with If or Where may not apply."
    )


def _matrix(one: "GapAnalysis") -> Grid:
    heads = ("Instrument", *(label.capitalize() for label in FINDINGS.values()), "Gravest gap")
    rows = [
        (row["instrument"], *(str(row[word or "unanswered"]) for word in FINDINGS), row["severity"] or "none")
        for row in one.matrix.to_dict("records")
    ]
    return Grid("Findings by instrument (number of requirements)", heads, rows)


def _gaps(one: "GapAnalysis") -> list[Part]:
    gaps = one.gaps
    if gaps.empty:
        return [Heading("Gaps"), Text("None among the requirements answered.")]
    rows = [
        (
            f"{row['severity']} ({row['points']})",
            row["key"],
            row["obligation"],
            FINDINGS[row["finding"]],
            row["source"],
            row["why"],
        )
        for row in gaps.to_dict("records")
    ]
    # No column is called Key: the sheet below is what is read back, and no other table.
    columns = ("Severity", "Requirement", "What is asked", "Finding", "Source", "Why so severe")
    return [
        Heading("Gaps, the most severe first"),
        Grid(f"n = {len(gaps)}", columns, rows, widths=(2.2, 3, 8, 2, 5, 5)),
        Text(
            "Severity in points: fundamental 3, governance 2, technical 1; in force 2, perhaps 1; not met 2, partly met"
            " 1; law and practice both short under the Article 1; supervisory work on the instrument in the sample 1."
            f" High from 7, medium from 5. It orders work and measures no breach. {SAMPLE}."
        ),
    ]


def _sheet(one: "GapAnalysis") -> list[Part]:
    parts: list[Part] = []
    for code, rows in one.table.groupby("instrument", sort=False):
        parts.append(Heading(str(instrument(str(code))), 2 if one.is_filled else 1))
        unread = int((rows["verified"] != "confirmed").sum())
        read = f"; {unread} of {len(rows)} requirements are not fully confirmed" if unread else ""
        first = rows.iloc[0]
        parts.append(Text(f"{_STANDS[first['binding']]}. Read at {_hosts(rows)}{read}."))
        grid = [
            (
                row["key"],
                f"{row['obligation']}\n{row['question']}{_note(row)}",
                row["finding"],
                row["source"],
                row["comment"],
            )
            for row in rows.to_dict("records")
        ]
        columns = ("Key", "What is asked", "Finding", "Source", "Comment")
        parts.append(Grid(f"{code}: {len(rows)} requirements", columns, grid, widths=(2.8, 10.5, 2.7, 4.5, 4.5)))
    return parts


def _hosts(rows: pd.DataFrame) -> str:
    """The first sources of the requirements, each once."""
    return ", ".join(dict.fromkeys(cell.split("; ")[0] for cell in rows["read_at"]))


def _note(row: dict[str, str]) -> str:
    return f" ({row['kind']}; {row['verified']}. {row['note']})" if row["note"] else f" ({row['kind']})"
