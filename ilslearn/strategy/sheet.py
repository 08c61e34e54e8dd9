"""The sheet of a gap analysis: one row for each requirement, to be filled by a lawyer, and read back with care."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from ilslearn import tables
from ilslearn.errors import IlsError, UnusableFile, WrongFindings, did_you_mean, shown
from ilslearn.places import replacing_binary
from ilslearn.shown import whose

FINDINGS = {
    "met": "met",
    "partly": "partly met",
    "not_met": "not met",
    "not_applicable": "not applicable",
    "not_known": "not known",
    "": "not yet answered",
}
GAPS = ("not_met", "partly")
FILLED = ("finding", "source", "comment")
_COLUMNS = (
    "key",
    "instrument",
    "article",
    "item",
    "kind",
    "actor",
    "obligation",
    "question",
    *FILLED,
    "verified",
    "note",
    "read_at",
)

# What an analysis adds to the sheet, or its Word form shows instead of other columns: not the user's own.
_OURS = ("category", "binding", "points", "severity", "why", "what is asked")


def key_of(instrument: str, article: str, item: int | str) -> str:
    """The name of a requirement on a sheet: ``C087:3(1):2``, which no spreadsheet takes for a number or a date."""
    return f"{instrument}:{article}:{item}"


def requirements_of(codes: Sequence[str]) -> pd.DataFrame:
    """The requirements of some instruments, with nothing filled in yet."""
    rows = tables.requirements()
    rows = rows[rows["instrument"].isin(codes)].reset_index(drop=True)
    rows["key"] = [key_of(*row) for row in zip(rows["instrument"], rows["article"], rows["item"], strict=True)]
    rows = rows.rename(columns={"source_url": "read_at"}).assign(**dict.fromkeys(FILLED, ""))
    rows["actor"] = rows["actor"].map("; ".join)
    rows["read_at"] = rows["read_at"].map("; ".join)
    rows["note"] = rows["note"].fillna("")
    rows["kind"], rows["verified"] = rows["kind"].astype(str), rows["verified"].astype(str)
    return rows[list(_COLUMNS)]


def write_csv(sheet: pd.DataFrame, path: str | Path) -> Path:
    """Write a sheet or plan as CSV that a spreadsheet opens with its accents (UTF-8 with a byte order mark)."""
    target = Path(path)
    with replacing_binary(target) as file:
        file.write(sheet.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))
    return target


def given(findings: "pd.DataFrame | Mapping[str, str | Sequence[str]] | str | Path") -> pd.DataFrame:
    """Findings as a frame, in whatever form they come, with our names of columns.

    Raises UnusableFile if there is no such file, or no findings in it.
    """
    if isinstance(findings, pd.DataFrame):
        frame = findings
    elif isinstance(findings, Mapping):
        frame = _few(findings)
    elif isinstance(findings, str | Path):
        frame = read(Path(findings))
    else:
        raise UnusableFile(
            "Give the findings as a DataFrame, as a few rows by key, or as the path of the filled sheet."
        )
    frame = frame.rename(columns=lambda name: str(name).strip().casefold())
    if missing := [name for name in ("key", "finding") if name not in frame.columns]:
        raise UnusableFile(
            f"The findings have no column {' and no column '.join(missing)}: fill the sheet that ils.gap_analysis(...)"
            " writes with .to_csv or .to_docx."
        )
    if not frame.columns.is_unique:
        raise UnusableFile("The findings have two columns of one name: leave one of them.")
    frame = frame.assign(key=frame["key"].map(_text))
    if not frame["key"].any():
        raise UnusableFile("The findings have no row with a key: leave the column Key as the sheet had it.")
    return frame


def _few(findings: "Mapping[str, str | Sequence[str]]") -> pd.DataFrame:
    """A few rows by key: the finding alone, or with its source, and then a comment."""
    rows = []
    for key, cells in findings.items():
        written = (cells,) if isinstance(cells, str) else tuple(cells) if isinstance(cells, list | tuple) else ()
        if not 1 <= len(written) <= len(FILLED):
            raise UnusableFile(
                f'{shown(key)} has no finding that can be read: write it as {{"C098:4:1": ("partly", "Labour Act,'
                ' s. 5")}, the finding first, then its source and, if you like, a comment.'
            )
        rows.append((key, *written, *[""] * (len(FILLED) - len(written))))
    return pd.DataFrame(rows, columns=["key", *FILLED])


def fill(sheet: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The sheet with the findings in it (see :func:`given`); columns of the user's own are kept at the end.

    Raises WrongFindings with one sentence for each mistake.
    """
    if mistakes := list(_mistakes(sheet, found)):
        raise WrongFindings(mistakes)
    keyed = found.set_index("key").drop(index="", errors="ignore")
    filled = sheet.copy()
    for column in FILLED:
        cells = keyed[column].map(_text) if column in keyed else pd.Series("", index=keyed.index)
        filled[column] = filled["key"].map(cells).fillna("")
    filled["finding"] = filled["finding"].map(_word)
    for column in [name for name in keyed.columns if name not in (*_COLUMNS, *_OURS)]:
        filled[column] = filled["key"].map(keyed[column].map(_text)).fillna("")
    return filled


def _text(cell: Any) -> str:
    return "" if cell is None or cell is pd.NA or cell != cell else str(cell).strip()


def _word(cell: Any) -> str:
    """``Not met`` is ``not_met``."""
    word = "_".join(_text(cell).casefold().replace("-", " ").replace("_", " ").split())
    return {"partly_met": "partly", "not_yet_answered": ""}.get(word, word)


def _may_not_apply(row: dict[str, Any]) -> bool:
    """Does the requirement itself say that it may not apply?"""
    return str(row["question"]).startswith(("If ", "Where ")) or "Answer only" in str(row["note"])


def _mistakes(sheet: pd.DataFrame, found: pd.DataFrame) -> Iterator[str]:
    rows, every = {row["key"]: row for row in sheet.to_dict("records")}, _all_keys()
    seen: set[str] = set()
    for number, row in enumerate(found.to_dict("records"), start=2):
        key, word, source, comment = (
            _text(row["key"]),
            _word(row["finding"]),
            _text(row.get("source")),
            _text(row.get("comment")),
        )
        if not key and not any((word, source, comment)):
            continue
        here = f"Row {number} ({key or 'no key'})"
        if key in seen:
            yield f"{here}: the key comes twice; keep one of the two rows."
        elif key not in rows and key in every:
            code = key.split(":")[0]
            yield f"{here}: {code} is not among the instruments of this analysis; add it or leave the row out."
        elif key not in rows:
            yield f"{here}: no requirement has this key.{did_you_mean(key, rows or every)}"
        elif word not in FINDINGS:
            wanted = ", ".join(filter(None, FINDINGS))
            yield f"{here}: {shown(_text(row['finding']))} is no finding; write {wanted}, or nothing."
        elif word in ("met", *GAPS) and not source:
            yield f"{here}: {FINDINGS[word]} needs a source; name the provision, judgment or report that shows it."
        elif word == "not_applicable" and not (source or comment or _may_not_apply(rows[key])):
            yield f"{here}: say in the comment why this requirement does not apply."
        seen.add(key)


def _all_keys() -> frozenset[str]:
    rows = tables.read_raw("requirements")
    return frozenset(key_of(*row) for row in zip(rows["instrument"], rows["article"], rows["item"], strict=True))


def read(path: Path) -> pd.DataFrame:
    """A filled sheet: CSV as a spreadsheet saves it (comma, semicolon or tab), or a Word file.

    Raises UnusableFile if there is no such file, or no sheet in it.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise UnusableFile(f"{path} cannot be read: name the sheet that you filled, a .csv or .docx file.") from None
    if path.suffix.lower() == ".docx":
        return _read_docx(path, data)
    if path.suffix.lower() != ".csv":
        raise UnusableFile(f"{path.name} is neither .csv nor .docx: save the filled sheet as one of these.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # as older spreadsheets save
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    return _frame(rows, path)


def _read_docx(path: Path, data: bytes) -> pd.DataFrame:
    try:
        import docx
    except ImportError:
        raise IlsError("Word files need python-docx: pip install 'ilslearn[course]' (make setup does it).") from None
    try:
        word = docx.Document(io.BytesIO(data))
    except Exception:  # whatever is wrong inside a file that is no Word file
        raise UnusableFile(f"{path.name} is no Word file that can be read: save the sheet as .docx again.") from None
    frames = []
    for table in word.tables:
        rows = [[" ".join(map(_written, cell.paragraphs)).strip() for cell in row.cells] for row in table.rows]
        head = {cell.strip().casefold() for cell in rows[0]}
        if {"key", "finding"} <= head:
            frames.append(_frame(rows, path).rename(columns=str.casefold))
    if not frames:
        raise UnusableFile(
            f"{path.name} has no table with the columns Key and Finding: give the sheet that was written."
        )
    return pd.concat(frames, ignore_index=True)


def _written(paragraph: Any) -> str:
    """The text of a paragraph, insertions that are still tracked included, and each link with its whole address."""
    from docx.text.hyperlink import Hyperlink
    from docx.text.run import Run

    pieces = []
    for parent, runs in groupby(paragraph._p.xpath(".//w:r"), key=lambda run: run.getparent()):
        text = "".join(Run(run, paragraph).text for run in runs)
        url = Hyperlink(parent, paragraph).url if parent.tag.endswith("}hyperlink") else ""
        named = text in (url, whose(url))
        pieces.append(url if named else f"{text} {url}".rstrip(" ") if url else text)
    return "".join(pieces)


def _frame(rows: list[list[str]], path: Path) -> pd.DataFrame:
    """Rows of text as a frame; a row that is too long would shift its cells, so it is refused."""
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        raise UnusableFile(f"{path.name} is empty: give the sheet that you filled.")
    head = rows[0]
    for number, row in enumerate(rows[1:], start=2):
        if len(row) > len(head) and any(cell.strip() for cell in row[len(head) :]):
            raise UnusableFile(f"{path.name}, row {number} has more cells than the head row: put its text in quotes.")
    body = [(row + [""] * len(head))[: len(head)] for row in rows[1:]]
    return pd.DataFrame(body, columns=head, dtype=str)
